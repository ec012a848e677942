/*
 * core/advisory/freeze.c — from the case to the publication: what two persons approve, and what is
 * released.
 *
 * PUB-28: the approved bytes hold the advisory and each developer's free text; the status words are
 * taken at the minute of release; free text changed after the approval waits for the next revision.
 * Must never mutate the image.
 */
#include "core/advisory/publication_priv.h"

/* PUB-07, DET-15: every developer that obtained the detail, in the order of contact. */
static enum err add_vendors(const struct law_advisory *a, struct arena *arena,
                            struct publication *p)
{
    const struct law_case *c = a->of;
    p->vendors = ARENA_ARRAY(arena, struct publication_vendor, c->relation_count);
    if (!p->vendors)
        return ERR_MEMORY;
    for (size_t i = 0; i < c->relation_count; i++) {
        const struct law_relation *r = &c->relations[i];
        if (relation_row_status(r) == 0 || law_row_of(a, i)->left_out)
            continue;
        struct publication_vendor *v = &p->vendors[p->vendor_count++];
        v->party = r->party->stream.id;
        v->name = r->party->name;
        v->status = relation_row_status(r);
        const struct ev_result_reported *text = relation_text(r);
        if (text) {
            v->comment = text->comment;
            v->notice_url = text->notice_url;
        }
    }
    return ERR_OK;
}

/* COM-08, PUB-19: without any other developer on it, a page after a positive judgement is that of
 * figure 6, with the name of the developer that the committee judged about. */
static void publication_mark(const struct law_case *c, struct publication *p)
{
    const struct law_relation *r = case_judged(c);

    if (!r || p->vendor_count > 0)
        return;
    const struct law_ladder *l = relation_ladder(r);
    bool named = !str_is_empty(l->name.ja) || !str_is_empty(l->name.en);
    p->kind = PUBLICATION_UNCOORDINATED;
    p->course.developer = named ? l->name : r->party->name;
    if (l->deadline) {
        p->course.supplement_day = l->deadline->day;
        p->course.deadline = l->deadline->deadline;
    }
}

enum err publication_of(const struct law_advisory *a, struct arena *arena, struct publication *p)
{
    *p = (struct publication){0};
    p->number = a->number;
    p->kind = PUBLICATION_COORDINATED;
    p->state = a->withdrawing ? PUBLICATION_WITHDRAWN : PUBLICATION_PUBLISHED;
    enum err err = advisory_read(a->doc, arena, &p->advisory);
    if (!err)
        err = add_vendors(a, arena, p);
    if (!err)
        publication_mark(a->of, p);
    return err;
}

static struct refusal incomplete_field(struct str field)
{
    struct refusal r = {.code = REFUSAL_advisory_incomplete, .field_name = field.ptr};
    if (str_equal(field, STR("doc.title.ja")))
        r.field = "Title";
    else if (str_equal(field, STR("doc.overview.ja")))
        r.field = "Overview";
    else if (str_equal(field, STR("doc.impact.ja")))
        r.field = "Impact";
    else if (str_equal(field, STR("doc.verification.ja")))
        r.field = "Verification information";
    else
        r.field = "Solution";
    return r;
}

/* PUB-24: without an agreement the reader has to know what was confirmed. COM-12: and, of a product
 * without support, that it is no longer to be used. */
static struct refusal judge_uncoordinated(const struct law_case *c, const struct publication *p)
{
    const struct law_relation *r = case_judged(c);

    if (p->kind != PUBLICATION_UNCOORDINATED)
        return refuse_nothing();
    if (str_is_empty(p->advisory.verification.ja))
        return incomplete_field(STR("doc.verification.ja"));
    if (r && r->part.support &&
        str_find(p->advisory.solution.ja, STR("製品の利用中止"), 0) == SIZE_MAX)
        return refuse(REFUSAL_stop_of_use_missing);
    return refuse_nothing();
}

enum err advisory_freeze(const struct law_advisory *a, struct arena *arena, struct str *frozen,
                         struct refusal *incomplete)
{
    *frozen = (struct str){NULL, 0};
    *incomplete = refuse_nothing();
    if (!a || !a->doc.ptr) {
        *incomplete = refuse(REFUSAL_advisory_missing);
        return ERR_OK;
    }
    if (a->approval_count > 0) {
        *frozen = a->frozen;
        return ERR_OK;
    }
    struct publication p;
    struct advisory_problem problem = {0};
    enum err err = publication_of(a, arena, &p);
    if (err)
        return err;
    if (!advisory_is_complete(&p.advisory, STR("doc."), arena, &problem)) {
        *incomplete = arena->failed ? refuse_nothing() : incomplete_field(problem.field);
        return arena->failed ? ERR_MEMORY : ERR_OK;
    }
    *incomplete = judge_uncoordinated(a->of, &p);
    if (incomplete->code != REFUSAL_none)
        return ERR_OK;
    err = publication_frozen_write(&p, arena, frozen);
    if (err != ERR_LIMIT)
        return err;
    *incomplete = refuse(REFUSAL_advisory_too_long); /* many comments: nobody's error */
    return ERR_OK;
}

bool advisory_text_is_complete(struct str doc)
{
    struct arena scratch;
    struct advisory text;
    struct advisory_problem problem;
    arena_init(&scratch, LIMIT_ARENA_DECIDE);
    bool complete = advisory_read(doc, &scratch, &text) == ERR_OK &&
                    advisory_is_complete(&text, STR("doc."), &scratch, &problem);
    arena_release(&scratch);
    return complete;
}

enum { FROZEN_FRAME_BYTES = 64 << 10, VENDOR_FRAME_BYTES = 1 << 10, ESCAPED = 6 };

/* No character needs more than six bytes in JSON; the text is JSON already. */
static bool surely_fits(const struct law_advisory *a)
{
    size_t bytes = a->doc.len + FROZEN_FRAME_BYTES;
    for (size_t i = 0; i < a->of->relation_count; i++) {
        const struct law_relation *r = &a->of->relations[i];
        const struct ev_result_reported *text = relation_text(r);
        bytes += VENDOR_FRAME_BYTES + ESCAPED * (r->party->name.ja.len + r->party->name.en.len);
        if (text)
            bytes += ESCAPED * (text->comment.ja.len + text->comment.en.len + text->notice_url.len);
    }
    return bytes <= LIMIT_FROZEN_BYTES;
}

bool advisory_can_freeze(const struct law_advisory *a, struct arena *arena)
{
    struct str frozen;
    struct refusal incomplete;
    if (!a->doc.ptr || a->approval_count > 0)
        return a->doc.ptr != NULL;
    if (!a->complete || (surely_fits(a) && !case_judged(a->of)))
        return a->complete;
    return advisory_freeze(a, arena, &frozen, &incomplete) == ERR_OK &&
           incomplete.code == REFUSAL_none;
}

static const struct publication_vendor *find_vendor(const struct publication *p, struct id party)
{
    for (size_t i = 0; i < p->vendor_count; i++) {
        if (id_equal(p->vendors[i].party, party))
            return &p->vendors[i];
    }
    return NULL;
}

static bool text2_equal(struct text2 a, struct text2 b)
{
    return str_equal(a.ja, b.ja) && str_equal(a.en, b.en);
}

static bool vendor_changed(const struct publication_vendor *before,
                           const struct publication_vendor *now)
{
    return !before || before->status != now->status ||
           !text2_equal(before->comment, now->comment) ||
           !str_equal(before->notice_url, now->notice_url);
}

static enum err history_add(struct arena *arena, struct history_line **lines, size_t *count,
                            struct history_line line)
{
    struct history_line *grown = ARENA_ARRAY(arena, struct history_line, *count + 1);
    if (!grown)
        return ERR_MEMORY;
    for (size_t i = 0; i < *count; i++)
        grown[i] = (*lines)[i];
    grown[*count] = line;
    *lines = grown;
    *count += 1;
    return ERR_OK;
}

/* Free text as approved, status word as it is now; a line of the vendor page's history whenever its
 * row changes (PUB-12, PUB-14). */
static enum err fix_vendor(const struct publication *approved, const struct publication *before,
                           int64_t now_us, struct arena *arena, struct publication_vendor *v)
{
    const struct publication_vendor *frozen = find_vendor(approved, v->party);
    const struct publication_vendor *earlier = find_vendor(before, v->party);
    v->comment = frozen->comment;
    v->notice_url = frozen->notice_url;
    if (earlier) {
        v->history = earlier->history;
        v->history_count = earlier->history_count;
    }
    if (!vendor_changed(earlier, v))
        return ERR_OK;
    return history_add(arena, &v->history, &v->history_count,
                       (struct history_line){.at_us = now_us});
}

static enum err take_history(const struct publication *before, int64_t now_us, struct arena *arena,
                             struct publication *p)
{
    p->history = before->history;
    p->history_count = before->history_count;
    p->published_at_us = before->published_at_us ? before->published_at_us : now_us;
    p->revised_at_us = now_us;
    p->revision = before->revision + 1;
    if (before->revision == 0)
        return ERR_OK;
    return history_add(arena, &p->history, &p->history_count,
                       (struct history_line){.at_us = now_us, .text = p->advisory.change_note});
}

/* Of all lines together only so much text is kept that the document cannot grow without end; of
 * older lines then only the names of the sections. */
static void limit_changes(struct publication *p)
{
    size_t bytes = 0;

    for (size_t i = p->history_count; i-- > 0;) {
        struct difference_list *changes = &p->history[i].changes;
        bytes += difference_bytes(changes);
        for (size_t k = 0; bytes > LIMIT_CHANGES_BYTES && k < changes->count; k++)
            changes->items[k].cell_count = 0;
    }
}

/* What this revision changes stands in the newest line. */
static enum err find_changes(struct str released, struct arena *scratch, struct publication *p)
{
    struct publication before;
    struct difference_list found;
    enum err err = publication_read(released, scratch, &before);

    if (err || before.state != PUBLICATION_PUBLISHED)
        return err;
    err = difference_find(&before, p, scratch, &found);
    if (!err)
        err = difference_for_history(&found, scratch, &p->history[p->history_count - 1].changes);
    return err;
}

/* A withdrawn page has dropped its text (PUB-32), and so has its history. A comparison that fails
 * holds no release back: its line then tells what people wrote and nothing more. */
static enum err write_with_changes(const struct law_advisory *a, struct publication *p,
                                   struct arena *arena, struct str *out)
{
    struct arena scratch;

    arena_init(&scratch, LIMIT_ARENA_DIFF);
    for (size_t i = 0; p->state == PUBLICATION_WITHDRAWN && i < p->history_count; i++)
        p->history[i].changes = (struct difference_list){NULL, 0};
    if (p->state == PUBLICATION_PUBLISHED && a->revision > 0 && p->history_count > 0 &&
        find_changes(a->released_doc, &scratch, p) != ERR_OK)
        p->history[p->history_count - 1].changes = (struct difference_list){NULL, 0};
    limit_changes(p);
    enum err err = publication_write(p, arena, out);
    arena_release(&scratch);
    return err;
}

/* A row that came after the approval is nobody's decision: it waits for the next revision. */
static void keep_approved_rows(const struct publication *approved, struct publication *p)
{
    size_t kept = 0;

    for (size_t i = 0; i < p->vendor_count; i++) {
        if (find_vendor(approved, p->vendors[i].party))
            p->vendors[kept++] = p->vendors[i];
    }
    p->vendor_count = kept;
}

enum err publication_for_release(const struct law_advisory *a, int64_t now_us, struct arena *arena,
                                 struct released *out)
{
    struct publication approved = {0}, before = {0}, p = {0};
    enum err err = publication_read(a->frozen, arena, &approved);
    if (!err && a->revision > 0)
        err = publication_read(a->released_doc, arena, &before);
    if (!err)
        err = publication_of(a, arena, &p);
    if (err)
        return err;
    p.advisory = approved.advisory;
    p.kind = approved.kind;
    p.course = approved.course;
    out->uncoordinated = p.kind == PUBLICATION_UNCOORDINATED;
    keep_approved_rows(&approved, &p);
    for (size_t i = 0; !err && i < p.vendor_count; i++)
        err = fix_vendor(&approved, &before, now_us, arena, &p.vendors[i]);
    if (!err)
        err = take_history(&before, now_us, arena, &p);
    return err ? err : write_with_changes(a, &p, arena, &out->doc);
}

/* PUB-14: a line on both pages for each developer whose word changed. */
static enum err take_status(const struct law_relation *r, int64_t now_us, struct arena *arena,
                            struct publication *p, struct publication_vendor *v)
{
    v->status = relation_status(r);
    enum err err =
        history_add(arena, &v->history, &v->history_count, (struct history_line){.at_us = now_us});
    struct history_line line = {.at_us = now_us, .party = v->party};
    return err ? err : history_add(arena, &p->history, &p->history_count, line);
}

enum err publication_for_status(const struct law_advisory *a, int64_t now_us, struct arena *arena,
                                struct str *out)
{
    struct publication p = {0};
    enum err err = publication_read(a->released_doc, arena, &p);
    for (size_t i = 0; !err && i < p.vendor_count; i++) {
        const struct law_relation *r = case_relation(a->of, p.vendors[i].party);
        bool left_out = r && law_row_of(a, (size_t)(r - a->of->relations))->left_out;
        uint32_t now = r ? relation_row_status(r) : 0;
        if (now && !left_out && p.vendors[i].status != now)
            err = take_status(r, now_us, arena, &p, &p.vendors[i]);
    }
    p.revision++;
    p.revised_at_us = now_us;
    return err ? err : write_with_changes(a, &p, arena, out);
}
