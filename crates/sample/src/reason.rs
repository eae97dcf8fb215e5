//! Reasons that clerks give.

pub(crate) const SUPPLEMENT: &[&str] = &[
    "Thiếu bản sao giấy tờ chứng minh nơi cư trú",
    "Tờ khai chưa có chữ ký của người yêu cầu",
    "Thiếu văn bản ủy quyền có chứng thực",
    "Thông tin trên tờ khai chưa thống nhất với giấy tờ xuất trình",
    "Thiếu bản vẽ, sơ đồ thửa đất theo quy định",
];

pub(crate) const REJECTED: &[&str] = &[
    "Hồ sơ không thuộc thẩm quyền giải quyết của đơn vị",
    "Thành phần hồ sơ chưa đầy đủ theo quy định",
];

pub(crate) const REFUSED: &[&str] = &[
    "Không đủ điều kiện theo quy định của pháp luật",
    "Thửa đất đang có tranh chấp",
    "Giấy tờ xuất trình không hợp lệ",
];

pub(crate) const WITHDRAWN: &[&str] = &[
    "Công dân không còn nhu cầu",
    "Công dân đề nghị rút để nộp lại hồ sơ khác",
    "Công dân nộp nhầm thủ tục",
];
