use crate::desk::Desk;

fn explain(desk: &Desk, more: &[&str]) -> crate::desk::Said {
    let files = ["--register", "register.csv", "--sector", "sector.csv"];
    desk.run(&[&["explain"], more, &files].concat())
}

#[test]
fn a_clerk_reads_why() {
    let desk = Desk::new();
    let said = explain(&desk, &["15", "--lang", "vi"]);
    assert_eq!(said.code, 0, "{}", said.err);
    insta::assert_snapshot!(said.out, @r"
    Bản ghi 15 (dòng 8): Khớp; Sai thông tin khác
    Ngày và tháng sinh bị đảo
      dob: Ghi ngày theo dạng năm-tháng-ngày (06/09/1995 → 1995-09-06)
      sex: Thống nhất cách ghi giới tính (Nam → male)

    Nhân khẩu 8
      Tìm thấy theo: Số định danh; Hộ của người có số định danh; Số định danh gần giống; Họ tên hiếm gặp; Họ tên và xã, phường; Họ tên và năm sinh; Họ tên khác một âm tiết và năm sinh; Họ, tên và năm sinh; Họ tên và ngày, tháng sinh; Họ tên khác một âm tiết và ngày, tháng sinh; Ngày sinh và một âm tiết
    Trước khi so sánh                                      0,00     0,00
    Đặc điểm của bản ghi                                 +10,54   +10,54
    Các chữ của họ tên: giống hết                         +3,54   +14,08
    Thứ tự họ tên: đúng thứ tự                            +0,08   +14,16
    Dấu của họ tên: giống                                 +0,03   +14,18
    Ngày sinh: đảo ngày và tháng                          +8,46   +22,64
    Giới tính: giống                                      +0,96   +23,60
    Số giấy tờ: số định danh giống                        +3,86   +27,47
    Nơi ở: giống đến tổ dân phố                           +3,39   +30,86
    Những người khác cũng phù hợp                          0,00   +30,86
    Kết quả                                                       +30,86
      Ngày sinh: Đảo ngày và tháng (06/09/1995 → 09/06/1995)

    Nhân khẩu 10
      Tìm thấy theo: Hộ của người có số định danh
    Trước khi so sánh                                      0,00     0,00
    Đặc điểm của bản ghi                                 +10,54   +10,54
    Các chữ của họ tên: giống một phần                   -10,35    +0,19
    Ngày sinh: khác hẳn                                  -10,94   -10,76
    Giới tính: giống                                      +0,96    -9,80
    Số giấy tờ: số của người cùng hộ                      -4,02   -13,82
    Nơi ở: giống đến tổ dân phố                           +3,39   -10,43
    Những người khác cũng phù hợp                        -30,86   -41,28
    Kết quả                                                       -41,28
      Số giấy tờ: Số của người khác trong cùng hộ (027095000088 → 027222000100)
      Họ tên: Khác nhiều chỗ (Ngô Quang Dũng → Ngô Gia Bảo)
      Ngày sinh: Khác ngày sinh (06/09/1995 → 10/10/2022)

    Nhân khẩu 9
      Tìm thấy theo: Hộ của người có số định danh
    Trước khi so sánh                                      0,00     0,00
    Đặc điểm của bản ghi                                 +10,54   +10,54
    Các chữ của họ tên: khác hết                         -13,25    -2,71
    Ngày sinh: khác hẳn                                  -10,94   -13,65
    Giới tính: khác                                       -4,27   -17,92
    Số giấy tờ: số của người cùng hộ                      -4,02   -21,94
    Nơi ở: giống đến tổ dân phố                           +3,39   -18,55
    Những người khác cũng phù hợp                        -30,86   -49,41
    Kết quả                                                       -49,41
      Số giấy tờ: Số của người khác trong cùng hộ (027095000088 → 027198000099)
      Họ tên: Khác nhiều chỗ (Ngô Quang Dũng → Bùi Khánh Linh)
      Ngày sinh: Khác ngày sinh (06/09/1995 → 14/02/1998)
      Giới tính: Khác giới tính (Nam → Nữ)
    ");
}

#[test]
fn a_program_and_a_picture_get_the_same() {
    let desk = Desk::new();
    let said = explain(&desk, &["15", "--json", "--svg", "why.svg"]).json();
    assert_eq!(said["rec_id"], "15");
    assert_eq!(said["category"], "wrong_info");
    assert_eq!(said["candidates"][0]["person_id"], "8");
    let score = said["candidates"][0]["score"].as_f64().unwrap();
    assert!((score - said["score"].as_f64().unwrap()).abs() < 0.01);
    assert!(desk.read("why.svg").starts_with("<svg"));
}

#[test]
fn whoever_is_asked_for_is_explained() {
    let desk = Desk::new();
    let said = explain(&desk, &["15", "--json", "--person", "9"]).json();
    assert_eq!(said["candidates"][0]["person_id"], "9");
    assert!(said["candidates"][0]["score"].as_f64().unwrap() < 0.0);
    assert_eq!(explain(&desk, &["15", "--person", "99"]).code, 2);
    assert_eq!(explain(&desk, &["99"]).code, 2);
}
