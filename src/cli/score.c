/*
 * cli/score.c — the subcommands of scoring: cvss and ssvc.
 *
 * One vector or selection a line in, its scores or its outcome out (cli/items.h). Judges by
 * core/score alone.
 */
#include "cli/items.h"

#include "core/score/score.h"
#include "core/score/ssvc.h"
#include "core/text/ui.h"
#include "messages.h"

/* ---- cvss ------------------------------------------------------------------------------------ */

enum { VECTOR_BYTES = 512 };

static void set_score(struct item *item, struct item_value *scores, const char *key, int tenths)
{
    if (tenths != CVSS_ABSENT)
        item_set_spelt(item, scores, key, cvss_tenths_text(tenths, item->arena));
}

static void set_scores(struct item *item, const struct cvss *v, const struct cvss_scores *s)
{
    struct item_value *scores = item_set_object(item, item->answer, "scores");
    set_score(item, scores, "base", s->base);
    set_score(item, scores, v->version == CVSS_4_0 ? "threat" : "temporal", s->temporal);
    set_score(item, scores, "environmental", s->environmental);
    set_score(item, scores, "overall", s->overall);
    set_score(item, scores, "impact", s->impact);
    set_score(item, scores, "exploitability", s->exploitability);
    set_score(item, scores, "modifiedImpact", s->modified_impact);
    set_score(item, scores, "modifiedExploitability", s->modified_exploitability);
}

/* What is said of a vector of 4.0 alone. */
static void set_nomenclature(struct item *item, const struct cvss_scores *s)
{
    char digits[6];
    item_set_text(item, item->answer, "nomenclature",
                  str_from_cstr(cvss_nomenclature(s, CVSS_4_0)));
    for (size_t i = 0; i < sizeof(digits); i++)
        digits[i] = (char)('0' + s->macrovector[i]);
    item_set_text(item, item->answer, "macrovector",
                  arena_copy(item->arena, (struct str){digits, sizeof(digits)}));
}

static void answer_cvss(struct item *item, const struct cvss *v)
{
    struct cvss_scores s;
    struct buf vector;
    cvss_score(v, &s);
    enum cvss_severity severity = cvss_severity_of(v->version, s.overall);
    buf_init(&vector, item->arena, VECTOR_BYTES);
    cvss_write(v, &vector);
    item_set_text(item, item->answer, "version", cvss_version_name(v->version));
    item_set_text(item, item->answer, "vector", buf_str(&vector));
    item_set_text(item, item->answer, "severity", str_from_cstr(cvss_severity_code(severity)));
    set_scores(item, v, &s);
    if (v->version == CVSS_4_0)
        set_nomenclature(item, &s);
    struct str score = cvss_tenths_text(s.overall, item->arena);
    item->line = arena_format(item->arena, "%.*s %s %.*s", STR_ARG(score),
                              cvss_severity_word(severity, v->version, item->lang),
                              STR_ARG(buf_str(&vector)));
}

static enum err judge_cvss(struct item *item)
{
    struct cvss v;
    struct cvss_error error;
    enum err e = cvss_read(item->text, &v, &error);
    if (e == ERR_OK) {
        answer_cvss(item, &v);
        return ERR_OK;
    }
    struct str why = cvss_error_text(&error, item->lang, item->arena);
    item->error = (struct ident_error){error.offset, why.ptr};
    item->answered = true;
    if (error.reason == CVSS_REASON_ORDER) {
        answer_cvss(item, &v); /* invalid, but nobody doubts what it means */
        return e;
    }
    static const char *const members[] = {"scores", "severity", "vector", "version"};
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++)
        item_set_spelt(item, item->answer, members[i], (struct str){0});
    return e;
}

int cli_cvss(struct cli *c)
{
    return cli_items(c, 1, judge_cvss, NULL);
}

/* ---- ssvc ------------------------------------------------------------------------------------ */

static void set_value(struct item *item, struct item_value *object, const struct ssvc_point *p,
                      size_t value)
{
    item_set_text(item, object, "key", p->values[value].key);
    item_set_text(item, object, "name", p->values[value].name);
}

static void set_outcomes(struct item *item, struct item_value *object, const struct ssvc_point *p,
                         uint32_t outcomes)
{
    struct item_value *array = item_set_array(item, object, "outcomes");
    for (size_t i = 0; i < p->value_count; i++) {
        if (outcomes & UINT32_C(1) << i)
            item_set_text(item, array, NULL, p->values[i].key);
    }
}

static void set_trace(struct item *item, const struct ssvc_table *t, const struct ssvc_trace *trace)
{
    const struct ssvc_point *outcome = &t->points[t->outcome];
    struct item_value *steps = item_set_array(item, item->answer, "trace");
    for (size_t i = 0; i < trace->count; i++) {
        const struct ssvc_step *step = &trace->steps[i];
        const struct ssvc_point *p = &t->points[step->point];
        struct item_value *object = item_set_object(item, steps, NULL);
        item_set_text(item, object, "point", p->id);
        item_set_text(item, object, "name", p->name);
        set_value(item, item_set_object(item, object, "value"), p, step->value);
        item_set_number(item, object, "rows", (int64_t)step->rows);
        set_outcomes(item, object, outcome, step->outcomes);
    }
    set_outcomes(item, item->answer, outcome, trace->outcomes);
    item_set_text(item, item->answer, "table", t->id);
}

static enum err judge_ssvc(struct item *item)
{
    const struct ssvc_table *t = item->context;
    const struct ssvc_point *outcome = &t->points[t->outcome];
    struct ssvc_selection selection;
    struct ssvc_trace trace;
    struct ssvc_error error;
    enum err e = ssvc_selection_read(t, item->text, &selection, &error);
    if (e != ERR_OK) {
        item->error = (struct ident_error){error.offset, error.reason};
        return e;
    }
    ssvc_decide(t, &selection, &trace);
    set_trace(item, t, &trace);
    if (trace.outcome == SSVC_OPEN) {
        item->error = (struct ident_error){item->text.len, N_("more than one outcome is possible")};
        item->answered = true;
        return ERR_INVALID;
    }
    set_value(item, item_set_object(item, item->answer, "outcome"), outcome, trace.outcome);
    item->line = arena_format(item->arena, "%.*s %.*s", STR_ARG(outcome->values[trace.outcome].key),
                              STR_ARG(outcome->values[trace.outcome].name));
    return ERR_OK;
}

int cli_ssvc(struct cli *c)
{
    struct str path = cli_option(c, "table");
    struct str text = {0};
    struct ssvc_table table;
    struct ssvc_error error = {0};
    struct json_error place = {0};
    const struct json *document = NULL;
    if (str_is_empty(path))
        return cli_misused(c, N_("ssvc needs --table FILE; see todoke help ssvc"), CLI_NONE);
    enum err e = cli_read_file(path, LIMIT_SSVC_BYTES, &c->arena, &text);
    if (e != ERR_OK) {
        struct str why = cli_read_reason(c->lang, e, LIMIT_SSVC_BYTES, &c->arena);
        cli_complain("%.*s: %.*s", STR_ARG(path), STR_ARG(why));
        return CLI_FAILED;
    }
    e = json_read(text, LIMIT_SSVC_BYTES, &c->arena, &document, &place);
    if (e != ERR_OK) {
        cli_complain("%s:%zu:%zu: %s", path.ptr, place.line, place.column,
                     json_reason_text(place.reason, c->lang));
        return CLI_FAILED;
    }
    e = ssvc_read(document, &c->arena, &table, &error);
    if (e != ERR_OK) {
        cli_complain("%s: %.*s (%.*s)", path.ptr, STR_ARG(message(c->lang, error.reason)),
                     STR_ARG(error.where));
        return CLI_FAILED;
    }
    return cli_items(c, 1, judge_ssvc, &table);
}
