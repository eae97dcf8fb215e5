//! The waterfall of a score as a clerk sees it: text, JSON and a picture.
use chiso_linkage::{
    Explanation, Language, Linker, Model, Record, RegisterBuilder, RegisterRow, SectorRow,
};
use serde_json::Value;

fn explanation() -> Explanation {
    let mut builder = RegisterBuilder::new();
    for (person_id, id12, full_name, dob) in [
        ("1", "027089810626", "Trần Đình Chiến", "1989-04-18"),
        ("2", "027192554724", "Phan Thúy Hạnh", "1992-03-09"),
        ("3", "027193000000", "Phan Thúy Hằng", "1993-03-09"),
    ] {
        builder.push(&RegisterRow {
            person_id,
            id12,
            full_name,
            dob,
            province: "Bắc Ninh",
            district: "Thành phố Từ Sơn",
            ward: "Phường Đông Ngàn",
            household_id: "1",
            ..RegisterRow::default()
        });
    }
    let register = builder.finish();
    let record = Record::new(&SectorRow {
        full_name: "Phan Thuy Hanh",
        dob: "03/09/1992",
        id_no: "027089810626",
        ward: "Xã <Lạ> & Cũ",
        district: "Từ Sơn",
        province: "Bắc Ninh",
        ..SectorRow::default()
    });
    Linker::new(&register, Model::standard()).explain(&record, 1)
}

#[test]
fn as_text() {
    insta::assert_snapshot!(explanation().to_text(Language::Vi), @r"
    Trước khi so sánh                                     +2,00    +2,00
    Đặc điểm của bản ghi                                 +10,54   +12,54
    Các chữ của họ tên: giống hết                         +1,54   +14,08
    Thứ tự họ tên: đúng thứ tự                            +0,08   +14,16
    Dấu của họ tên: không có dấu                           0,00   +14,16
    Ngày sinh: đảo ngày và tháng                          +6,46   +20,61
    Số giấy tờ: số của người cùng hộ                      -6,02   +14,59
    Nơi ở: cùng huyện, tên xã lạ                          -0,68   +13,92
    Những người khác cũng phù hợp                         -5,83    +8,09
    Kết quả                                                        +8,09
    ");
    insta::assert_snapshot!(explanation().to_text(Language::En), @r#"
    Before comparing                                      +2.00    +2.00
    What the record is like                              +10.54   +12.54
    Syllables of the name: all the same                   +1.54   +14.08
    Order of the name: same order                         +0.08   +14.16
    Marks of the name: no marks                            0.00   +14.16
    Date of birth: day and month swapped                  +6.46   +20.61
    Number: of the same household                         -6.02   +14.59
    Address: same district, ward unknown                  -0.68   +13.92
    Others who fit as well                                -5.83    +8.09
    Result                                                         +8.09
    "#);
}

/// Two digits are enough to see what changes.
fn rounded(value: Value) -> Value {
    match value {
        Value::Number(number) => {
            let exact = number.as_f64().expect("JSON numbers are floats here");
            Value::from((exact * 100.0).round() / 100.0)
        }
        Value::Array(all) => all.into_iter().map(rounded).collect(),
        Value::Object(all) => all
            .into_iter()
            .map(|(key, value)| (key, rounded(value)))
            .collect(),
        other => other,
    }
}

#[test]
fn as_json() {
    let value = serde_json::to_value(explanation()).unwrap();
    insta::assert_snapshot!(rounded(value), @r#"
    {"bits":13.92,"nobody":10.54,"prior":2.0,"rivals":-5.83,"score":8.09,"steps":[{"bits":1.54,"field":"name_core","level":"same","share":0.33},{"bits":0.08,"field":"name_order","level":"same","share":1.0},{"bits":-0.0,"field":"name_marks","level":"lost","share":1.0},{"bits":6.46,"field":"birth","level":"swapped","share":0.33},{"bits":-6.02,"field":"number","level":"relative","share":1.0},{"bits":-0.68,"field":"place","level":"renamed","share":1.0}]}
    "#);
}

#[test]
fn as_a_picture() {
    insta::assert_snapshot!(explanation().to_svg(Language::Vi), @r##"
    <svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 820 282" width="820" height="282" font-family="sans-serif" font-size="12" fill="#222"><title>Căn cứ so khớp bản ghi với người này</title><desc>Trước khi so sánh: +2,00; Đặc điểm của bản ghi: +10,54; Các chữ của họ tên: giống hết: +1,54; Thứ tự họ tên: đúng thứ tự: +0,08; Dấu của họ tên: không có dấu: 0,00; Ngày sinh: đảo ngày và tháng: +6,46; Số giấy tờ: số của người cùng hộ: -6,02; Nơi ở: cùng huyện, tên xã lạ: -0,68; Những người khác cũng phù hợp: -5,83; Kết quả: +8,09</desc><rect width="820" height="282" fill="white"/>
    <text x="8.0" y="21.0" font-weight="bold">Căn cứ so khớp bản ghi với người này</text>
    <text x="812.0" y="21.0" text-anchor="end">đơn vị: bit</text>
    <polyline points="402.0,34.0 402.0,274.0" fill="none" stroke="#bbb" stroke-width="1"/>
    <text x="8.0" y="50.0" text-anchor="start">Trước khi so sánh</text>
    <rect x="402.0" y="39.0" width="35.4" height="14.0" fill="#2b7a4b"><title>Trước khi so sánh: +2,00</title></rect>
    <text x="441.4" y="50.0" text-anchor="start">+2,0</text>
    <text x="8.0" y="74.0" text-anchor="start">Đặc điểm của bản ghi</text>
    <rect x="437.4" y="63.0" width="187.2" height="14.0" fill="#2b7a4b"><title>Đặc điểm của bản ghi: +10,54</title></rect>
    <text x="628.6" y="74.0" text-anchor="start">+10,5</text>
    <text x="8.0" y="98.0" text-anchor="start">Các chữ của họ tên: giống hết</text>
    <rect x="624.6" y="87.0" width="27.4" height="14.0" fill="#2b7a4b"><title>Các chữ của họ tên: giống hết: +1,54</title></rect>
    <text x="656.0" y="98.0" text-anchor="start">+1,5</text>
    <text x="8.0" y="122.0" text-anchor="start">Thứ tự họ tên: đúng thứ tự</text>
    <rect x="652.0" y="111.0" width="1.4" height="14.0" fill="#2b7a4b"><title>Thứ tự họ tên: đúng thứ tự: +0,08</title></rect>
    <text x="657.4" y="122.0" text-anchor="start">+0,1</text>
    <text x="8.0" y="146.0" text-anchor="start">Dấu của họ tên: không có dấu</text>
    <rect x="653.4" y="135.0" width="1.0" height="14.0" fill="#b3362b"><title>Dấu của họ tên: không có dấu: 0,00</title></rect>
    <text x="649.4" y="146.0" text-anchor="end">0,0</text>
    <text x="8.0" y="170.0" text-anchor="start">Ngày sinh: đảo ngày và tháng</text>
    <rect x="653.4" y="159.0" width="114.6" height="14.0" fill="#2b7a4b"><title>Ngày sinh: đảo ngày và tháng: +6,46</title></rect>
    <text x="772.0" y="170.0" text-anchor="start">+6,5</text>
    <text x="8.0" y="194.0" text-anchor="start">Số giấy tờ: số của người cùng hộ</text>
    <rect x="661.1" y="183.0" width="106.9" height="14.0" fill="#b3362b"><title>Số giấy tờ: số của người cùng hộ: -6,02</title></rect>
    <text x="657.1" y="194.0" text-anchor="end">-6,0</text>
    <text x="8.0" y="218.0" text-anchor="start">Nơi ở: cùng huyện, tên xã lạ</text>
    <rect x="649.1" y="207.0" width="12.1" height="14.0" fill="#b3362b"><title>Nơi ở: cùng huyện, tên xã lạ: -0,68</title></rect>
    <text x="645.1" y="218.0" text-anchor="end">-0,7</text>
    <text x="8.0" y="242.0" text-anchor="start">Những người khác cũng phù hợp</text>
    <rect x="545.6" y="231.0" width="103.4" height="14.0" fill="#b3362b"><title>Những người khác cũng phù hợp: -5,83</title></rect>
    <text x="541.6" y="242.0" text-anchor="end">-5,8</text>
    <polyline points="8.0,250.0 812.0,250.0" fill="none" stroke="#bbb" stroke-width="1"/>
    <text x="8.0" y="266.0" text-anchor="start">Kết quả</text>
    <rect x="402.0" y="255.0" width="143.6" height="14.0" fill="#222"><title>Kết quả: +8,09</title></rect>
    <text x="549.6" y="266.0" text-anchor="start">+8,1</text>
    </svg>
    "##);
}
