use chiso_signature::{ChangeKind, Code, Role, SignatureKind, TimeSource, Verdict};

use super::{Label, Message, Saying, say};
use crate::outcome::Unread;

pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "Hợp lệ",
        Verdict::AcceptAsBOnly => "Hợp lệ, nhưng dấu thời gian không có giá trị chứng minh",
        Verdict::CannotDecide => "Chưa thể kết luận",
        Verdict::NoSignature => "Không có chữ ký số",
        Verdict::Unsupported => "Không hỗ trợ",
        Verdict::Error => "Không đọc được",
        Verdict::Reject => "Không hợp lệ",
    }
}

pub(super) fn role(role: Role) -> &'static str {
    match role {
        Role::Person => "cá nhân",
        Role::Organisation => "cơ quan, tổ chức",
        Role::TimeStamp => "dấu thời gian",
        Role::Unknown => "không rõ",
    }
}

/// What is worth telling beside the role.
pub(super) fn kind(kind: SignatureKind) -> Option<&'static str> {
    match kind {
        SignatureKind::Certification => Some("ký chứng nhận"),
        SignatureKind::Approval | SignatureKind::DocumentTimeStamp | SignatureKind::Cms => None,
    }
}

pub(super) fn time_source(source: TimeSource) -> &'static str {
    match source {
        TimeSource::SignatureTimeStamp => "dấu thời gian của chữ ký",
        TimeSource::DocumentTimeStamp => "dấu thời gian của văn bản",
        TimeSource::ValidationTime => "chưa có chứng cứ: thời điểm kiểm tra",
    }
}

pub(super) fn change(change: ChangeKind) -> &'static str {
    match change {
        ChangeKind::Signature => "chữ ký số",
        ChangeKind::DocumentTimeStamp => "dấu thời gian",
        ChangeKind::SecurityStore => "dữ liệu kiểm tra chữ ký",
        ChangeKind::Metadata => "thông tin mô tả",
        ChangeKind::FormFilling => "điền biểu mẫu",
        ChangeKind::Annotation => "chú thích",
        ChangeKind::Other => "thay đổi khác",
    }
}

pub(super) fn label(label: Label) -> &'static str {
    match label {
        Label::Number => "STT",
        Label::Field => "Trường",
        Label::Signer => "Người ký",
        Label::Role => "Tư cách",
        Label::ClaimedTime => "Thời gian tự khai",
        Label::BestTime => "Thời gian có chứng cứ",
        Label::Level => "Mức",
        Label::Coverage => "Phạm vi ký",
        Label::Verdict => "Kết luận",
        Label::Signature => "Chữ ký",
        Label::Reason => "Lý do",
        Label::Note => "Lưu ý",
        Label::TimeStamp => "Dấu thời gian",
        Label::Change => "Thay đổi",
        Label::Certificate => "Chứng thư số",
        Label::Advice => "Cần làm",
        Label::AsOf => "Thời điểm kiểm tra",
        Label::Policy => "chính sách",
        Label::VietnamTime => "giờ Việt Nam",
        Label::Unknown => "không rõ",
        Label::WholeDocument => "toàn bộ văn bản",
        Label::Revision => "phiên bản",
        Label::Of => "/",
        Label::Later => "sau đó có",
        Label::Serial => "số sê-ri",
        Label::IssuedBy => "cấp bởi",
        Label::Valid => "hiệu lực",
        Label::DoesNotCount => "không được công nhận",
        Label::Others => "mục khác",
        Label::Documents => "Số văn bản",
    }
}

pub(super) fn message(message: Message) -> &'static str {
    match message {
        Message::CannotUse => "không dùng được tệp",
        Message::NothingIn => "không có chứng thư số, CRL hoặc trả lời OCSP nào trong",
        Message::NoDocument => "không có tệp *.pdf, *.p7s hoặc *.p7m nào",
        Message::ContentForDirectory => {
            "--content chỉ dùng cho từng chữ ký, không dùng cho thư mục"
        }
        Message::CannotWrite => "không ghi được tệp",
        Message::CannotPrint => "không in ra được",
    }
}

const DISCARD: &str = "Không sử dụng văn bản. Đề nghị người ký gửi lại đúng bản đã ký.";
const SIGN_AGAIN: &str = "Đề nghị người ký ký lại bằng chứng thư số và phần mềm đúng quy định.";
const RESEND: &str = "Đề nghị nơi gửi gửi lại tệp.";
const ASK_AUTHORITY: &str = "Hỏi tổ chức chứng thực đã cấp chứng thư số.";

pub(super) fn unread(unread: &Unread) -> Saying {
    match unread {
        Unread::NotFound => say("Không tìm thấy tệp.", "Kiểm tra lại tên tệp rồi chạy lại."),
        Unread::Denied => say("Không có quyền đọc tệp.", "Xin cấp quyền đọc rồi chạy lại."),
        Unread::NotAFile => say(
            "Đây là thiết bị, đường ống hoặc thư mục, không phải văn bản.",
            "Kiểm tra lại tên tệp rồi chạy lại.",
        ),
        Unread::Other(_) => say(
            "Không đọc được tệp.",
            "Kiểm tra ổ đĩa hoặc thư mục chia sẻ chứa tệp rồi chạy lại.",
        ),
        Unread::Failed => say(
            "Chương trình kiểm tra bị lỗi khi xử lý văn bản này.",
            "Không sử dụng văn bản, và báo lỗi kèm theo tệp.",
        ),
    }
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn code(code: Code) -> Saying {
    match code {
        Code::Empty => say("Tệp rỗng.", RESEND),
        Code::UnknownFormat => say(
            "Tệp không phải là văn bản PDF, cũng không phải là chữ ký số CMS.",
            "Kiểm tra lại xem có đúng tệp cần kiểm tra không.",
        ),
        Code::PdfUnreadable => say("Tệp PDF bị hỏng.", RESEND),
        Code::LimitExceeded => say(
            "Đọc tệp này sẽ vượt quá giới hạn về bộ nhớ, thời gian hoặc độ sâu.",
            "Coi là tệp đáng ngờ. Đề nghị nơi gửi gửi bản khác.",
        ),
        Code::Encrypted => say(
            "Tệp PDF bị mã hóa; không hỗ trợ chữ ký số trong tệp mã hóa.",
            "Đề nghị gửi văn bản không đặt mật khẩu, đúng như bản đã ký.",
        ),
        Code::UnsupportedSignature => say(
            "Dạng chữ ký số này không được hỗ trợ, ví dụ XAdES.",
            "Đề nghị gửi văn bản ký dạng PDF (PAdES) hoặc CMS (CAdES).",
        ),
        Code::Unsigned => say(
            "Văn bản không có chữ ký số.",
            "Nếu văn bản phải được ký số, đề nghị nơi gửi gửi bản ký số, không gửi bản in hay bản quét.",
        ),
        Code::EmptyField => say(
            "Có ô chữ ký chưa ai ký.",
            "Hỏi xem văn bản còn thiếu chữ ký số nào không.",
        ),
        Code::SignatureDictionary => say(
            "Phần mô tả chữ ký số trong tệp PDF thiếu hoặc sai.",
            DISCARD,
        ),
        Code::ByteRange => say(
            "Chữ ký số không bao trùm hết phần phải ký: nội dung có thể đã bị tráo.",
            DISCARD,
        ),
        Code::Contents => say(
            "Chỗ chứa chữ ký số bị can thiệp hoặc sai cấu trúc.",
            DISCARD,
        ),
        Code::AmbiguousStructure => say(
            "Tệp có cấu trúc khiến các phần mềm có thể hiển thị nội dung khác nhau.",
            DISCARD,
        ),
        Code::ForbiddenChange => say(
            "Văn bản bị sửa đổi sau khi ký, ngoài phạm vi mà chữ ký số cho phép.",
            DISCARD,
        ),
        Code::UndecidedChange => say(
            "Văn bản bị sửa đổi sau khi ký, chưa rõ thay đổi đó có được phép hay không.",
            "Đề nghị người ký gửi đúng bản đã ký để đối chiếu.",
        ),
        Code::CmsFormat => say(
            "Dữ liệu chữ ký số (CMS) không đọc được hoặc sai quy cách.",
            DISCARD,
        ),
        Code::SignerCount => say(
            "Dữ liệu chữ ký số không có người ký, hoặc có nhiều hơn một người ký được phép.",
            SIGN_AGAIN,
        ),
        Code::ContentMissing => say(
            "Chữ ký số tách rời khỏi nội dung, mà nội dung chưa được cung cấp.",
            "Chạy lại với --content và tệp đã được ký.",
        ),
        Code::AttributesAsContent => say(
            "Nội dung không phải là văn bản mà là phần bên trong của một chữ ký số khác: không ai ký nội dung này.",
            "Không sử dụng; yêu cầu người ký gửi chính văn bản đã ký.",
        ),
        Code::MessageDigest => say(
            "Nội dung không đúng với nội dung đã ký.",
            "Không sử dụng văn bản: văn bản bị sửa đổi sau khi ký, hoặc nhầm tệp.",
        ),
        Code::ContentType => say(
            "Chữ ký số không ghi hoặc ghi sai loại nội dung được ký.",
            SIGN_AGAIN,
        ),
        Code::SignatureValue => say(
            "Chữ ký không được tạo bằng khóa bí mật của chứng thư số người ký.",
            DISCARD,
        ),
        Code::SignerCertificateMissing => say(
            "Không có chứng thư số của người ký trong tệp, cũng không có trong số đã cung cấp.",
            "Lấy chứng thư số của người ký, cung cấp bằng --intermediates rồi chạy lại.",
        ),
        Code::SigningCertificateAttribute => say(
            "Chữ ký số không chỉ rõ chứng thư số (signing-certificate) như quy định.",
            SIGN_AGAIN,
        ),
        Code::SigningCertificateMismatch => say(
            "Chữ ký số chỉ tới một chứng thư số khác với chứng thư số tìm được.",
            DISCARD,
        ),
        Code::UnknownAlgorithm => say(
            "Chữ ký số dùng thuật toán không được hỗ trợ.",
            "Đề nghị người ký ký lại bằng RSA hoặc ECDSA với SHA-2.",
        ),
        Code::WeakAlgorithm => say(
            "Chữ ký số dùng thuật toán hoặc khóa quá yếu so với chính sách.",
            "Đề nghị người ký ký lại bằng RSA từ 2048 bit trở lên hoặc ECDSA, với SHA-2.",
        ),
        Code::CertificateUnreadable => say("Có chứng thư số không đọc được.", SIGN_AGAIN),
        Code::NoPath => say(
            "Chứng thư số không dẫn tới tổ chức chứng thực nào được tin cậy ở đây.",
            "Xác định nơi cấp chứng thư số. Nếu là tổ chức chứng thực được công nhận, cung cấp \
             chứng thư số của tổ chức đó bằng --intermediates và --trust rồi chạy lại.",
        ),
        Code::BasicConstraints => say(
            "Có chứng thư số được cấp bởi nơi không có thẩm quyền chứng thực.",
            DISCARD,
        ),
        Code::KeyUsage => say(
            "Có chứng thư số không được cấp cho mục đích này (mục đích sử dụng khóa).",
            SIGN_AGAIN,
        ),
        Code::NameConstraints => say(
            "Có chứng thư số mang tên mà nơi cấp không được phép chứng thực (giới hạn tên).",
            ASK_AUTHORITY,
        ),
        Code::CriticalExtension => say(
            "Có chứng thư số chứa phần mở rộng bắt buộc mà chương trình không hỗ trợ.",
            ASK_AUTHORITY,
        ),
        Code::CertificateExpired => say(
            "Có chứng thư số đã hết hạn, và không có gì chứng minh chữ ký có trước khi hết hạn.",
            "Đề nghị gửi văn bản có dấu thời gian trước ngày hết hạn, hoặc ký lại bằng chứng thư \
             số còn hiệu lực.",
        ),
        Code::CertificateNotYetValid => say(
            "Có chứng thư số chưa có hiệu lực.",
            "Kiểm tra lại thời điểm kiểm tra (--at) và chứng thư số.",
        ),
        Code::SignedBeforeValidity => say(
            "Văn bản được ký trước khi chứng thư số có hiệu lực.",
            SIGN_AGAIN,
        ),
        Code::RevocationMissing => say(
            "Chưa biết chứng thư số có bị thu hồi hay không: thiếu dữ liệu thu hồi.",
            "Lấy danh sách thu hồi (CRL) hoặc trả lời OCSP của tổ chức chứng thực đã cấp chứng thư \
             số, cung cấp bằng --crl rồi chạy lại.",
        ),
        Code::RevocationStale => say(
            "Dữ liệu thu hồi (CRL, OCSP) cũ hơn mức cho phép.",
            "Lấy danh sách thu hồi (CRL) mới nhất, cung cấp bằng --crl rồi chạy lại.",
        ),
        Code::CertificateOnHold => say(
            "Có chứng thư số đang bị tạm dừng.",
            "Chờ tổ chức chứng thực phục hồi hoặc thu hồi chứng thư số, rồi chạy lại với CRL mới.",
        ),
        Code::SignerRevoked => say(
            "Chứng thư số của người ký đã bị thu hồi, và không có gì chứng minh chữ ký có trước đó.",
            "Không tin cậy văn bản. Đề nghị người ký ký lại bằng chứng thư số còn hiệu lực.",
        ),
        Code::AuthorityRevoked => say(
            "Chứng thư số của tổ chức chứng thực đã bị thu hồi.",
            "Không tin cậy văn bản. Đề nghị người ký ký lại bằng chứng thư số còn hiệu lực.",
        ),
        Code::RevokedLater => say(
            "Chứng thư số bị thu hồi về sau; có chứng cứ là chữ ký có trước đó.",
            "Lưu giữ văn bản cùng với dấu thời gian.",
        ),
        Code::ExpiredLater => say(
            "Chứng thư số hết hạn về sau; có chứng cứ là chữ ký có trước đó.",
            "Lưu giữ văn bản cùng với dấu thời gian.",
        ),
        Code::TimeStampImprint => say(
            "Dấu thời gian được cấp cho nội dung khác.",
            "Không tin cậy thời gian này. Đề nghị người ký gửi lại đúng bản đã ký.",
        ),
        Code::TimeStampFormat => say(
            "Dấu thời gian không đọc được hoặc sai quy cách (RFC 3161).",
            "Không tin cậy thời gian này. Đề nghị người ký ký lại kèm dấu thời gian đúng quy cách.",
        ),
        Code::TimeStampOrder => say(
            "Các dấu thời gian mâu thuẫn với nhau hoặc với thời điểm kiểm tra.",
            "Kiểm tra lại thời điểm kiểm tra (--at) và đồng hồ của máy này.",
        ),
        Code::TimeStampWorthless => say(
            "Có dấu thời gian không có giá trị chứng minh; lý do nêu ở dấu thời gian đó.",
            "Cung cấp chứng thư số và danh sách thu hồi (CRL) của tổ chức cấp dấu thời gian rồi \
             chạy lại.",
        ),
        Code::RoleUnknown => say(
            "Chứng thư số không cho biết người ký là cá nhân hay cơ quan, tổ chức.",
            "Tự kiểm tra tên chủ thể chứng thư số.",
        ),
        Code::ClaimedTimeImplausible => say(
            "Thời gian ký do người ký tự khai muộn hơn thời gian có chứng cứ.",
            "Chỉ căn cứ vào thời gian có chứng cứ.",
        ),
        Code::LegacyProfile => say(
            "Chữ ký số thuộc dạng cũ, không chỉ rõ chứng thư số.",
            "Đề nghị người ký từ nay dùng PAdES.",
        ),
    }
}
