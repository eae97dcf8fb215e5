"""The cleaning that Splink gets in advance, in DuckDB: from the files to the tables `reg` and `sec` with the same columns."""

MACROS = r"""
create or replace macro canon0(s) as lower(trim(regexp_replace(nfc_normalize(s), '\s+', ' ', 'g')));
create or replace macro plain(s) as strip_accents(replace(s, 'đ', 'd'));
create or replace macro strip_unit(s) as
  regexp_replace(plain(canon0(s)), '^(phuong|xa|thi tran|thanh pho|thi xa|huyen|quan|tinh|tp|tx|p\.|x\.|h\.|q\.)\s*', '');
create or replace macro nullblank(s) as case when trim(s) = '' then null else s end;
"""

# The tone on the first of two vowels, at the end of a word: 'hoà ' but not 'hoàng'.
TONES = [("oà", "òa"), ("oá", "óa"), ("oả", "ỏa"), ("oã", "õa"), ("oạ", "ọa"), ("oè", "òe"), ("oé", "óe"), ("oẻ", "ỏe"),
         ("oẽ", "õe"), ("oẹ", "ọe"), ("uỳ", "ùy"), ("uý", "úy"), ("uỷ", "ủy"), ("uỹ", "ũy"), ("uỵ", "ụy")]

DATE = r"""
  case when d ~ '^\d{4}-\d{2}-\d{2}$' then [substr(d,1,4), substr(d,6,2), substr(d,9,2)]
       when d ~ '^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$' then [regexp_extract(d,'(\d{4})$',1),
            lpad(regexp_extract(d,'^\d{1,2}[/.-](\d{1,2})',1),2,'0'), lpad(regexp_extract(d,'^(\d{1,2})',1),2,'0')]
       when d ~ '^\d{8}$' then [substr(d,5,4), substr(d,3,2), substr(d,1,2)]
       when d ~ '^\d{2}/\d{4}$' then [substr(d,4,4), substr(d,1,2), null]
       when d ~ '^\d{4}-\d{2}$' then [substr(d,1,4), substr(d,6,2), null]
       when d ~ '^\d{4}$' then [d, null, null]
       when d ~ '^\d{5}$' then string_split(strftime(date '1899-12-30' + cast(d as integer), '%Y-%m-%d'), '-')
       else [null, null, null] end"""

NAME = """plain(name_c) as name_p, array_to_string(list_sort(string_split(plain(name_c), ' ')), ' ') as name_sorted,
  string_split(plain(name_c), ' ')[1] as surname_p, string_split(plain(name_c), ' ')[-1] as given_p"""

BORN = "dl[1] as dy, dl[2] as dm, dl[3] as dd, case when dl[3] is not null then dl[1]||dl[2]||dl[3] end as dob8"

PLACE = """nullblank(w) as ward_p, nullblank(di) as district_p, nullblank(pv) as province_p, nullblank(nb) as nbh"""


def canon(column):
    expression = f"canon0({column}) || ' '"
    for new, old in TONES:
        expression = f"replace({expression}, '{new} ', '{old} ')"
    return f"trim({expression})"


def load(con, directory):
    con.execute(MACROS)
    for table, name in (("reg_raw", "register"), ("sec_raw", "sector")):
        con.execute(f"""create or replace table {table} as select * from
            read_csv('{directory}/{name}.csv', all_varchar=true, header=true, delim=',', quote='', escape='')""")


def clean(con):
    con.execute(f"""
    create or replace table reg as
    with a as (select person_id, nullblank(id12) as id12, nullblank(cmnd9) as cmnd9, {canon('full_name')} as name_c,
        nullblank(dob) as d, sex, strip_unit(ward) as w, strip_unit(district) as di, strip_unit(province) as pv,
        regexp_extract(neighbourhood, '(\\d+)$', 1) as nb, nullblank(plain({canon('mother_name')})) as par1,
        nullblank(plain({canon('father_name')})) as par2 from reg_raw),
      b as (select *, {DATE} as dl from a)
    select 'P' || person_id as unique_id, id12, cmnd9, name_c, {NAME}, {BORN},
      case when sex = 'Nữ' then 'F' else 'M' end as sex, {PLACE}, par1, par2 from b;

    create or replace table sec as
    with a as (select rec_id, case when id_no like '%E+%' then '' else regexp_replace(id_no, '[^0-9]', '', 'g') end as idd,
        {canon('full_name')} as name_c, trim(dob) as d, sex, strip_unit(ward) as w, strip_unit(district) as di,
        strip_unit(province) as pv, regexp_extract(address, '(\\d+)$', 1) as nb, nullblank(plain({canon('guardian')})) as par
        from sec_raw),
      b as (select *, {DATE} as dl from a)
    select 'S' || rec_id as unique_id,
      case when length(idd) = 12 and idd <> '000000000000' then idd
           when length(idd) in (10, 11) then lpad(idd, 12, '0') end as id12,
      case when length(idd) = 9 then idd end as cmnd9, name_c, {NAME}, {BORN},
      case when sex in ('Nữ', 'F', '2') then 'F' when sex in ('Nam', 'M', '1') then 'M' end as sex,
      {PLACE}, par as par1, par as par2 from b;
    drop table reg_raw; drop table sec_raw;
    """)
