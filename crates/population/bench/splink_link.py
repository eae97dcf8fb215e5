"""Splink on the files of a directory: `splink_link.py DIR OUT.csv` writes rec_id, person_id and score of the best candidates.

It is set up as well as we could: two stages (whoever agrees in the number and in the name or the date of birth is linked first),
names with their frequency, parents, and scores that are odds against all other candidates of the same record.
"""

import sys
from pathlib import Path

import duckdb
import prep
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

THREADS, MEMORY = 2, "10GB"
PAIRS = 2e6
LEAST_WEIGHT = -10

LEVEL = cll.CustomLevel


def rare(sql, label, chance):
    """A level that a random sample of pairs does not show."""
    return LEVEL(sql, label).configure(u_probability=chance, fix_u_probability=True)


def null(sql):
    return LEVEL(sql, "null").configure(is_null_level=True)


def comparison(column, *levels):
    return cl.CustomComparison(output_column_name=column, comparison_levels=list(levels))


ELSE = 0.9999
COMPARISONS = [
    comparison(
        "id12", null("id12_l is null or id12_r is null"), rare("id12_l = id12_r", "exact", 1e-7),
        rare("damerau_levenshtein(id12_l, id12_r) <= 1", "one slip", 5e-7),
        rare("damerau_levenshtein(id12_l, id12_r) <= 2", "two slips", 1.2e-5),
        cll.ElseLevel().configure(u_probability=ELSE, fix_u_probability=True)),
    comparison(
        "cmnd9", null("cmnd9_l is null or cmnd9_r is null"), rare("cmnd9_l = cmnd9_r", "exact", 1e-7),
        rare("damerau_levenshtein(cmnd9_l, cmnd9_r) <= 1", "one slip", 6e-6),
        cll.ElseLevel().configure(u_probability=ELSE, fix_u_probability=True)),
    comparison(
        "name_p", null("name_p_l is null or name_p_r is null"),
        LEVEL("name_c_l = name_c_r", "same with marks").configure(tf_adjustment_column="name_p", tf_adjustment_weight=1.0),
        LEVEL("name_p_l = name_p_r", "same without marks").configure(tf_adjustment_column="name_p", tf_adjustment_weight=1.0),
        LEVEL("name_sorted_l = name_sorted_r", "same words"),
        LEVEL("jaro_winkler_similarity(name_p_l, name_p_r) >= 0.95", "JW .95"),
        LEVEL("surname_p_l = surname_p_r and given_p_l = given_p_r", "surname and given"),
        LEVEL("given_p_l = given_p_r and substr(name_p_l, 1, 1) = substr(name_p_r, 1, 1)", "initial and given"),
        LEVEL("jaro_winkler_similarity(name_p_l, name_p_r) >= 0.88", "JW .88"), cll.ElseLevel()),
    comparison(
        "dob", null("dy_l is null or dy_r is null"), LEVEL("dob8_l = dob8_r", "same date"),
        LEVEL("dy_l = dy_r and dm_l = dd_r and dd_l = dm_r", "day and month swapped"),
        LEVEL("dy_l = dy_r and (dob8_l is null or dob8_r is null)", "same year, rest unknown"),
        LEVEL("damerau_levenshtein(dob8_l, dob8_r) <= 1", "one slip"),
        LEVEL("dy_l = dy_r and (dm_l = dm_r or dd_l = dd_r)", "year and day or month"), LEVEL("dy_l = dy_r", "same year"),
        LEVEL("dm_l = dm_r and dd_l = dd_r", "same day and month"), cll.ElseLevel()),
    comparison("sex", null("sex_l is null or sex_r is null"), LEVEL("sex_l = sex_r", "same"), cll.ElseLevel()),
    comparison(
        "ward_p", null("ward_p_l is null or ward_p_r is null"),
        LEVEL("ward_p_l = ward_p_r and nbh_l = nbh_r", "ward and neighbourhood"), LEVEL("ward_p_l = ward_p_r", "ward"),
        LEVEL("district_p_l = district_p_r", "district"), LEVEL("province_p_l = province_p_r", "province"), cll.ElseLevel()),
    comparison(
        "par1", null("par1_l is null or par1_r is null"), LEVEL("par1_l = par1_r or par2_l = par2_r", "parent same"),
        LEVEL("greatest(jaro_winkler_similarity(par1_l, par1_r), jaro_winkler_similarity(par2_l, par2_r)) >= 0.92", "parent JW .92"),
        cll.ElseLevel()),
]
RULES = [
    block_on("id12"), block_on("cmnd9"), block_on("name_sorted", "dy"), block_on("dob8", "given_p"), block_on("dob8", "ward_p"),
    block_on("name_sorted", "ward_p"), block_on("dob8", "surname_p"), "l.par1 = r.par1 and l.dy = r.dy",
]


def trained(con, model):
    api = DuckDBAPI(connection=con)
    settings = SettingsCreator(
        link_type="link_only", comparisons=COMPARISONS, blocking_rules_to_generate_predictions=RULES,
        retain_matching_columns=False, retain_intermediate_calculation_columns=False, unique_id_column_name="unique_id")
    tables = [api.register("reg", dataset_display_name="a_reg"), api.register("sec", dataset_display_name="b_sec")]
    training = Linker(tables, settings)
    learn = training.training
    learn.estimate_probability_two_random_records_match([block_on("id12"), block_on("name_c", "dob8")], recall=0.9)
    learn.estimate_u_using_random_sampling(max_pairs=PAIRS, seed=1)
    for rule in (block_on("name_sorted", "dob8"), block_on("id12"), block_on("dob8", "ward_p"), block_on("name_sorted", "dy")):
        learn.estimate_parameters_using_expectation_maximisation(rule, max_pairs=PAIRS)
    return training.misc.save_model_to_json(model, overwrite=True)


def main():
    directory, out = sys.argv[1:3]
    database, model = Path(out + ".duckdb"), Path(out + ".model.json")
    database.unlink(missing_ok=True)
    con = duckdb.connect(str(database))
    con.execute(f"set threads={THREADS}; set memory_limit='{MEMORY}'; set preserve_insertion_order=false")
    prep.load(con, directory)
    prep.clean(con)
    settings = trained(con, str(model))
    con.execute("""create table det as select s.unique_id as s, any_value(r.unique_id) as r from sec s join reg r on s.id12 = r.id12
        where s.name_p = r.name_p or s.dob8 = r.dob8 group by 1""")
    con.execute("create table rest as select * from sec where unique_id not in (select s from det)")
    api = DuckDBAPI(connection=con)
    linker = Linker([api.register("reg", dataset_display_name="a_reg", table_name="reg_again"),
                     api.register("rest", dataset_display_name="b_sec", table_name="rest_again")], settings)
    pairs = linker.inference.predict(threshold_match_weight=LEAST_WEIGHT).physical_name
    con.execute(f"""create table cand as select
        case when unique_id_l like 'S%' then unique_id_l else unique_id_r end as s,
        case when unique_id_l like 'S%' then unique_id_r else unique_id_l end as r, match_weight as w from {pairs}""")
    con.execute("""create table best as select s, arg_max(r, w) as r, log2(pow(2, least(max(w), 60))
        / (1 + greatest(sum(pow(2, least(w, 60))) - pow(2, least(max(w), 60)), 0))) as score from cand group by s""")
    con.execute("insert into best select s, r, 100 from det")
    con.execute(f"""copy (select substr(s, 2) as rec_id, substr(r, 2) as person_id, round(score, 4) as score from best)
        to '{out}' (header, delimiter ',')""")
    con.close()
    database.unlink()
    model.unlink()


if __name__ == "__main__":
    main()
