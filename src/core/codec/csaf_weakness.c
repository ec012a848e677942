/*
 * core/codec/csaf_weakness.c — the weaknesses of a vulnerability: under the name that the list has
 * for them (6.1.11), one in 2.0, each once in 2.1. What was typed otherwise, or has no place, is a
 * note.
 */
#include "core/codec/csaf_codec_priv.h"
#include "core/ident/cwe.h"

static const struct advisory *advisory_of(const struct csaf_item *it)
{
    return &it->o->publication->advisory;
}

struct weakness {
    struct str id;
    struct str name;
    size_t list;
};

/* The list that was the newest on the day of this revision (6.2.24). */
static size_t list_of_the_day(const struct csaf_item *it)
{
    struct str day =
        civil_write_date(civil_jst_day(it->o->publication->revised_at_us), it->o->arena);
    size_t list = cwe_list_latest();

    while (list > 0 && str_compare(cwe_list(list)->date, day) > 0) {
        list--;
    }
    return list;
}

/* The weakness as a list has it: in 2.1 the one of the day, or another in which it has the name
 * that was typed; else the newest. False when there is none to be written, true in *as_typed when
 * nothing is lost. */
static bool find_weakness(const struct csaf_item *it, const struct advisory_cve *cve,
                          struct weakness *out, bool *as_typed)
{
    struct cwe_entry entry;
    unsigned id = 0;

    *as_typed = false;
    if (str_is_empty(cve->cwe_id) || cwe_id_read(cve->cwe_id, &id, NULL) != ERR_OK ||
        !cwe_find_newest(id, &out->list, &entry)) {
        return false;
    }
    if (it->o->form == CSAF_FORM_21) {
        struct cwe_entry today;
        size_t list = list_of_the_day(it);

        if (cwe_find(list, id, &today) &&
            (str_is_empty(cve->cwe_name) || str_equal(today.name, cve->cwe_name) ||
             !cwe_find_name(id, cve->cwe_name, &out->list))) {
            entry = today;
            out->list = list;
        } else if (!str_is_empty(cve->cwe_name) && cwe_find_name(id, cve->cwe_name, &out->list)) {
            entry.name = cve->cwe_name;
        }
    }
    out->id = cve->cwe_id;
    out->name = entry.name;
    *as_typed = str_is_empty(cve->cwe_name) || str_equal(cve->cwe_name, out->name);
    return true;
}

static bool is_of_item(const struct csaf_item *it, const struct advisory_cve *row)
{
    return it->cve != NULL && str_equal(row->id, it->cve->id) &&
           (!str_is_empty(row->cwe_id) || !str_is_empty(row->cwe_name));
}

/* Has the row a place of its own? 2.0 has one for each item, 2.1 one for each weakness. */
static bool has_place(const struct csaf_item *it, size_t row, struct weakness *out, bool *as_typed)
{
    const struct advisory *v = advisory_of(it);
    struct weakness earlier;
    bool ignored;

    if (!find_weakness(it, &v->cves[row], out, as_typed)) {
        return false;
    }
    for (size_t i = 0; i < row; i++) {
        if (is_of_item(it, &v->cves[i]) && find_weakness(it, &v->cves[i], &earlier, &ignored) &&
            (it->o->form == CSAF_FORM_20 || str_equal(earlier.id, out->id))) {
            return false;
        }
    }
    return true;
}

void csaf_write_weaknesses(const struct csaf_item *it)
{
    const struct advisory *v = advisory_of(it);
    struct json_writer *w = it->o->w;
    bool v21 = it->o->form == CSAF_FORM_21;
    size_t written = 0;

    for (size_t i = 0; i < v->cve_count; i++) {
        struct weakness weakness;
        bool as_typed;

        if (!is_of_item(it, &v->cves[i]) || !has_place(it, i, &weakness, &as_typed)) {
            continue;
        }
        if (written++ == 0 && v21) {
            json_write_member_array(w, STR("cwes"));
        }
        if (v21) {
            json_write_object(w);
        } else {
            json_write_member_object(w, STR("cwe"));
        }
        json_write_member(w, STR("id"), weakness.id);
        json_write_member(w, STR("name"), weakness.name);
        if (v21) {
            json_write_member(w, STR("version"), cwe_list(weakness.list)->name);
        }
        json_write_end(w);
    }
    if (written > 0 && v21) {
        json_write_end(w);
    }
}

/* Does the place alone say what was typed? Not when the place is taken, or another name stands
 * there; then all rows of that weakness are notes, because the reader believes the notes. */
static bool needs_note(const struct csaf_item *it, size_t row)
{
    const struct advisory *v = advisory_of(it);

    for (size_t i = 0; i < v->cve_count; i++) {
        struct weakness weakness;
        bool as_typed;

        if (is_of_item(it, &v->cves[i]) && str_equal(v->cves[i].cwe_id, v->cves[row].cwe_id) &&
            (!has_place(it, i, &weakness, &as_typed) || !as_typed)) {
            return true;
        }
    }
    return false;
}

size_t csaf_weakness_notes(const struct csaf_item *it, bool write)
{
    const struct advisory *v = advisory_of(it);
    size_t notes = 0;

    for (size_t i = 0; i < v->cve_count; i++) {
        if (!is_of_item(it, &v->cves[i]) || !needs_note(it, i)) {
            continue;
        }
        notes++;
        if (write) {
            csaf_write_note(it->o, "other", CSAF_WORD_WEAKNESS,
                            csaf_weakness_text(&v->cves[i], it->o->lang, it->o->arena));
        }
    }
    return notes;
}
