use crate::desk::Desk;

#[test]
fn who_is_entered_twice_in_a_file_is_found() {
    let desk = Desk::new();
    let said = desk.run(&[
        "dedupe",
        "--sector",
        "sector.csv",
        "--out",
        "groups.csv",
        "--json",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(said.json()["parts"][0]["lines"][0]["rows"], 1);
    insta::assert_snapshot!(desk.read("groups.csv"), @r"
    group,key,score,reason
    1,15,6.9099,Much is nearly the same
    1,16,6.9099,Much is nearly the same
    ");
}

#[test]
fn and_in_the_register() {
    let desk = Desk::new();
    let twice = desk.read("register.csv").replace(
        "11,027075000111",
        "13,027075000111,125000111,Vũ Đình Toàn,1975-08-08,male,Bắc Ninh,Thành phố Từ Sơn,Phường Tân Hồng,Khu phố 5,H5,Chủ hộ,Vũ Đình Thắng,Phạm Thị Hiền,resident,1,27\n11,027075000111",
    );
    desk.put("register.csv", twice);
    let said = desk.run(&[
        "dedupe",
        "--register",
        "register.csv",
        "--out",
        "groups.csv",
    ]);
    assert_eq!(said.code, 0, "{}", said.err);
    insta::assert_snapshot!(desk.read("groups.csv"), @r"
    group,key,score,reason
    1,11,11.3188,The same personal number
    1,13,11.3188,The same personal number
    ");
}
