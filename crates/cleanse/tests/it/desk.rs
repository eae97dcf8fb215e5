use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

/// Twelve people of four households, invented.
pub(crate) const REGISTER: &str = "\
person_id,id12,cmnd9,full_name,dob,sex,province,district,ward,neighbourhood,household_id,relation,father_name,mother_name,status,card_issued,birth_province
1,027080000011,125000011,Nguyễn Văn Hòa,1980-03-12,male,Bắc Ninh,Thành phố Từ Sơn,Phường Đồng Kỵ,Khu phố 1,H1,Chủ hộ,Nguyễn Văn Bách,Trần Thị Lụa,resident,1,27
2,027182000022,125000022,Trần Thị Thúy,1982-11-05,female,Bắc Ninh,Thành phố Từ Sơn,Phường Đồng Kỵ,Khu phố 1,H1,Vợ,Trần Văn Quyết,Ngô Thị Mận,resident,1,27
3,027208000033,,Nguyễn Trần Minh Khang,2008-07-21,male,Bắc Ninh,Thành phố Từ Sơn,Phường Đồng Kỵ,Khu phố 1,H1,Con,Nguyễn Văn Hòa,Trần Thị Thúy,resident,1,27
4,027316000044,,Nguyễn Trần Bảo Ngọc,2016-01-30,female,Bắc Ninh,Thành phố Từ Sơn,Phường Đồng Kỵ,Khu phố 1,H1,Con,Nguyễn Văn Hòa,Trần Thị Thúy,resident,0,27
5,027065000055,125000055,Đỗ Hữu Cường,1965-09-02,male,Bắc Ninh,Thành phố Từ Sơn,Phường Trang Hạ,Khu phố 4,H2,Chủ hộ,Đỗ Hữu Lợi,Lê Thị Sen,deceased,1,27
6,027168000066,125000066,Lê Thị Phượng,1968-12-24,female,Bắc Ninh,Thành phố Từ Sơn,Phường Trang Hạ,Khu phố 4,H2,Vợ,Lê Văn Tân,Vũ Thị Đào,resident,1,27
7,001190000077,,Phan Thanh Hạnh,1990-04-18,female,Bắc Ninh,Thành phố Từ Sơn,Phường Đình Bảng,Khu phố 2,H3,Chủ hộ,Phan Văn Đức,Hoàng Thị Yến,moved_away,1,1
8,027095000088,,Ngô Quang Dũng,1995-06-09,male,Bắc Ninh,Thành phố Từ Sơn,Phường Đình Bảng,Khu phố 3,H4,Chủ hộ,Ngô Quang Vinh,Bùi Thị Hồng,resident,1,27
9,027198000099,,Bùi Khánh Linh,1998-02-14,female,Bắc Ninh,Thành phố Từ Sơn,Phường Đình Bảng,Khu phố 3,H4,Vợ,Bùi Văn Hải,Đặng Thị Nga,resident,1,27
10,027222000100,,Ngô Gia Bảo,2022-10-10,male,Bắc Ninh,Thành phố Từ Sơn,Phường Đình Bảng,Khu phố 3,H4,Con,Ngô Quang Dũng,Bùi Khánh Linh,resident,0,27
11,027075000111,125000111,Vũ Đình Toàn,1975-08-08,male,Bắc Ninh,Thành phố Từ Sơn,Phường Tân Hồng,Khu phố 5,H5,Chủ hộ,Vũ Đình Thắng,Phạm Thị Hiền,resident,1,27
12,027077000122,125000122,Hoàng Minh Tuấn,1977-05-15,male,Bắc Ninh,Thành phố Từ Sơn,Phường Tân Hồng,Khu phố 5,H6,Chủ hộ,Hoàng Văn Tiến,Mai Thị Cúc,resident,0,27
";

/// What a sector wrote of them: right, wrong, twice, and of somebody who is not there.
pub(crate) const SECTOR: &str = "\
rec_id,dataset,sector_no,full_name,dob,sex,id_no,guardian,address,ward,district,province
9,vaccination,1,Nguyễn Văn Hòa,12/03/1980,Nam,027080000011,,Khu phố 1,Đồng Kỵ,Từ Sơn,Bắc Ninh
10,vaccination,2,TRAN THI THUY,05/11/1982,Nữ,,,Khu phố 1,Đồng Kỵ,Từ Sơn,Bắc Ninh
11,vaccination,3,Nguyễn Trần Minh Khang,21/07/2008,Nam,27208000033,,Khu phố 1,Đồng Kỵ,Từ Sơn,Bắc Ninh
12,vaccination,4,Đỗ Hữu Cường,02/09/1965,Nam,027065000055,,Khu phố 4,Trang Hạ,Từ Sơn,Bắc Ninh
13,vaccination,5,Lê Thị Phượng,24/12/1968,Nữ,125000066,,Khu phố 4,Trang Hạ,Từ Sơn,Bắc Ninh
14,vaccination,6,Phan Thanh Hạnh,18/04/1990,Nữ,001190000077,,Khu phố 2,Đình Bảng,Từ Sơn,Bắc Ninh
15,vaccination,7,Ngô Quang Dũng,06/09/1995,Nam,027095000088,,Khu phố 3,Đình Bảng,Từ Sơn,Bắc Ninh
16,vaccination,8,Ngô Quang Dũng,09/06/1995,Nam,,,Khu phố 3,Đình Bảng,Từ Sơn,Bắc Ninh
17,vaccination,9,Triệu Vĩ Đoan,01/01/1950,Nữ,,,Khu phố 9,Phù Chẩn,Từ Sơn,Bắc Ninh
18,vaccination,10,Bùi Khánh Linh,14/02/1998,Nữ,027198000098,,Khu phố 3,Đình Bảng,Từ Sơn,Bắc Ninh
";

/// A directory to work in.
#[derive(Debug)]
pub(crate) struct Desk {
    directory: TempDir,
}

/// What the command said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let desk = Self {
            directory: tempfile::tempdir().unwrap(),
        };
        desk.put("register.csv", REGISTER);
        desk.put("sector.csv", SECTOR);
        desk
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// The names of the files that are there, but for the two inputs.
    pub(crate) fn left(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "register.csv" && name != "sector.csv")
            .collect();
        names.sort();
        names
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chiso-cleanse"));
        command
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .env("LC_ALL", "C");
        command
    }

    /// Runs the command as given, in the directory.
    pub(crate) fn run(&self, args: &[&str]) -> Said {
        Said::from(&self.command(args).output().unwrap())
    }

    /// Runs `link` on the two files.
    pub(crate) fn link(&self, more: &[&str]) -> Said {
        let link = [
            "link",
            "--register",
            "register.csv",
            "--sector",
            "sector.csv",
            "--out",
            "pairs.csv",
        ];
        self.run(&[&link, more].concat())
    }
}

impl Said {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap()
    }
}

impl From<&Output> for Said {
    fn from(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self {
            code: output.status.code().unwrap_or(-1),
            out: text(&output.stdout),
            err: text(&output.stderr),
        }
    }
}
