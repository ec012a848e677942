/*
 * test/conformance/ssvc.c — the published SSVC decision tables: each is read, each of its rows is
 * what the engine decides, and the trace ends where the row is.
 */
#include "conformance/conformance.h"

#include "core/json/json.h"
#include "core/score/ssvc.h"

/* "E:A/A:Y" of a row as the file has it; false for a member that is no text. */
static bool spell(const struct json *row, struct str outcome, struct buf *out)
{
    for (const struct json *m = row->first; m != NULL; m = m->next) {
        if (str_equal(m->key, outcome))
            continue;
        buf_add_format(out, "%s%.*s:%.*s", out->len > 0 ? "/" : "", STR_ARG(m->key),
                       STR_ARG(m->text));
    }
    return !out->failed;
}

static void run_row(struct conformance *c, const struct ssvc_table *t, const struct json *row,
                    struct arena *a)
{
    struct ssvc_selection selection;
    struct ssvc_trace trace = {.outcome = SSVC_OPEN};
    struct ssvc_error error;
    struct buf text;
    const struct ssvc_point *outcome = &t->points[t->outcome];
    struct str wanted = json_text(json_member(row, outcome->id));

    buf_init(&text, a, 4096);
    if (spell(row, outcome->id, &text) &&
        ssvc_selection_read(t, buf_str(&text), &selection, &error) == ERR_OK)
        ssvc_decide(t, &selection, &trace);
    bool right = trace.outcome != SSVC_OPEN &&
                 str_equal(outcome->values[trace.outcome].key, wanted) &&
                 trace.count == t->point_count - 1 && trace.steps[trace.count - 1].rows == 1;
    (void)conformance_case(c, right, "%.*s is not %.*s", STR_ARG(buf_str(&text)), STR_ARG(wanted));
}

static void run_table(struct conformance *c, const char *file)
{
    char path[128];
    char set[128];
    struct arena a;
    struct ssvc_table table;
    struct ssvc_error error = {"not JSON", {NULL, 0}, 0};
    const struct json *document = NULL;

    snprintf(path, sizeof(path), "data/ssvc/%s", file);
    snprintf(set, sizeof(set), "%s, every row", file);
    if (!conformance_has(c, set, path))
        return;
    arena_init(&a, 64 << 20);
    struct str text = conformance_read(conformance_path(c, path), &a);
    if (json_read(text, LIMIT_SSVC_BYTES, &a, &document, NULL) == ERR_OK &&
        ssvc_read(document, &a, &table, &error) == ERR_OK) {
        const struct json *rows = json_member(document, STR("mapping"));
        for (const struct json *row = rows->first; row != NULL; row = row->next)
            run_row(c, &table, row, &a);
    } else {
        (void)conformance_case(c, false, "%s: %s (%.*s)", file, error.reason, STR_ARG(error.where));
    }
    conformance_set(c, set);
    arena_release(&a);
}

int main(void)
{
    struct conformance c;

    conformance_open(&c, "ssvc");
    run_table(&c, "cisa_coordinator_2_0_3.json");
    run_table(&c, "coordinator_publish_decision_table_1_0_0.json");
    run_table(&c, "coordinator_triage_1_0_0.json");
    return conformance_close(&c);
}
