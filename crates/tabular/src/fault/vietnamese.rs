use super::{FaultKind, RowFaultKind};
use crate::header::MAX_COLUMNS;
use crate::signature::Foreign;
use crate::text::MAX_RECORD_BYTES;

pub(super) fn file(kind: &FaultKind) -> String {
    match kind {
        FaultKind::NotFound => "không tìm thấy".to_owned(),
        FaultKind::Directory => "là thư mục; cần một tệp".to_owned(),
        FaultKind::NoPermission => "không có quyền mở".to_owned(),
        FaultKind::Io(fault) => format!("đọc hoặc ghi bị lỗi: {fault}"),
        FaultKind::NotRegular => "đã có và không phải là tệp thông thường".to_owned(),
        FaultKind::Empty => "tệp rỗng; cần có dòng tiêu đề".to_owned(),
        FaultKind::Foreign(foreign) => {
            format!("là {}; cần tệp CSV, XLSX hoặc Parquet", name(*foreign))
        }
        FaultKind::UnknownExtension => "tên tệp phải có đuôi .csv, .xlsx hoặc .parquet".to_owned(),
        FaultKind::Pipe(format) => format!("không đọc được {format} qua đường ống; cần một tệp"),
        FaultKind::Delimiter => {
            "dấu phân cách phải là một ký tự ASCII, không phải dấu ngoặc kép hay dấu xuống dòng"
                .to_owned()
        }
        FaultKind::Header(fault) => format!("không đọc được dòng tiêu đề: {}", fault.vietnamese()),
        FaultKind::NamelessColumn { column } => format!("cột {column} không có tên"),
        FaultKind::SameName { first, second } => {
            format!("cột {first} và cột {second} trùng tên")
        }
        FaultKind::TooManyColumns { found } => {
            format!("có {found} cột; cho phép nhiều nhất {MAX_COLUMNS} cột")
        }
        FaultKind::NoSuchSheet { sheets } if sheets.is_empty() => {
            "không có trang tính nào".to_owned()
        }
        FaultKind::NoSuchSheet { sheets } => {
            format!(
                "không có trang tính mang tên đó; các trang tính hiện có: {}",
                sheets.join(", ")
            )
        }
        FaultKind::Damaged { format, line: 0 } => {
            format!("không phải là tệp {format} đầy đủ và hợp lệ")
        }
        FaultKind::Damaged { format, line } => {
            format!("không phải là tệp {format} đầy đủ và hợp lệ, hỏng sau dòng {line}")
        }
        FaultKind::Nested { column } => {
            format!("cột {column} chứa danh sách hoặc bản ghi lồng nhau; cần giá trị đơn")
        }
        FaultKind::Bomb { limit } => format!("khi giải nén vượt quá {limit} byte"),
        FaultKind::EndlessText { limit } => {
            format!("có một đoạn văn bản dài quá {limit} byte")
        }
        FaultKind::TooManyRows { limit } => {
            format!("một trang tính có nhiều nhất {limit} dòng; hãy ghi ra CSV hoặc Parquet")
        }
        FaultKind::CellTooLong {
            line,
            column,
            limit,
        } => format!(
            "dòng {line}, cột {column}: một ô của trang tính có nhiều nhất {limit} ký tự; hãy ghi ra CSV hoặc Parquet"
        ),
        FaultKind::Cells {
            line,
            found,
            expected,
        } => {
            format!("dòng {line}: {found} ô cho {expected} cột")
        }
    }
}

pub(super) fn row(kind: RowFaultKind) -> String {
    match kind {
        RowFaultKind::Cells { found, expected } => format!("có {found} ô; cần {expected} ô"),
        RowFaultKind::OpenQuote { column } => {
            format!("cột {column}: dấu ngoặc kép mở ra nhưng không đóng lại")
        }
        RowFaultKind::NotText { column, encoding } => {
            format!("cột {column}: có byte không hợp lệ trong bảng mã {encoding}")
        }
        RowFaultKind::Nul { column } => format!("cột {column}: có ký tự NUL"),
        RowFaultKind::TooLong => {
            format!("dài hơn {MAX_RECORD_BYTES} byte; cần có dấu xuống dòng")
        }
    }
}

const fn name(foreign: Foreign) -> &'static str {
    match foreign {
        Foreign::OldWorkbook => "tệp Excel cũ hoặc có mật khẩu (.xls)",
        Foreign::BinaryWorkbook => "tệp Excel nhị phân (.xlsb)",
        Foreign::OpenDocument => "tệp OpenDocument",
        Foreign::Word => "văn bản Word",
        Foreign::Slides => "bản trình chiếu PowerPoint",
        Foreign::Pdf => "tệp PDF",
        Foreign::Picture => "tệp ảnh",
        Foreign::Archive => "tệp nén",
        Foreign::Sqlite => "cơ sở dữ liệu SQLite",
        Foreign::Markup => "tệp HTML hoặc XML",
        Foreign::Json => "tệp JSON",
        Foreign::Rtf => "văn bản RTF",
        Foreign::Binary => "tệp nhị phân, không phải văn bản",
    }
}
