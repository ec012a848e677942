/*
 * desk/work.c — the work list: what this person has to do, sorted by urgency; the page after
 * sign-in.
 *
 * The filter stands in the address, its words sealed (lists.c). Pages follow a key, not a number,
 * so that nothing is shown twice or skipped when the list changes between two pages. Counts are
 * counts of what the reader may see.
 */
#include "desk/desk_priv.h"

#include "base/utf8.h"
#include "messages.h"
#include "templates.h"

/* ---- the filter ---- */

static const struct {
    struct str word;
    enum due due;
} due_words[] = {
    {STR_INIT("overdue"), DUE_overdue}, {STR_INIT("today"), DUE_today},
    {STR_INIT("week"), DUE_week},       {STR_INIT("later"), DUE_later},
    {STR_INIT("waiting"), DUE_waiting},
};

static const struct {
    const char *word;
    enum work_whose whose;
} whose_words[] = {
    {"mine", WHOSE_mine}, {"deputy", WHOSE_deputy}, {"unassigned", WHOSE_unassigned}};

static const char *whose_word(enum work_whose whose)
{
    for (size_t i = 0; i < sizeof(whose_words) / sizeof(whose_words[0]); i++) {
        if (whose_words[i].whose == whose)
            return whose_words[i].word;
    }
    return "";
}

/* What waits for the reader has no name in the list. */
static const struct waits_on waits_for_me = {"me", N_("You")};

/* HND-04. What cannot be read asks for nothing. */
static void filter_read_staff(struct exchange *x, struct work_filter *out)
{
    struct str whose = http_request_arg(x->req, STR("whose"));
    struct str waits = http_request_arg(x->req, STR("waits"));
    size_t count;
    const struct waits_on *all = law_waits_on(&count);

    for (size_t i = 0; i < sizeof(whose_words) / sizeof(whose_words[0]); i++) {
        if (str_equal(whose, str_from_cstr(whose_words[i].word)))
            out->whose = whose_words[i].whose;
    }
    for (size_t i = 0; i < count; i++) {
        if (str_equal(waits, str_from_cstr(all[i].word)))
            out->waits_on = all[i].label;
    }
    if (str_equal(waits, str_from_cstr(waits_for_me.word)))
        out->waits_on = "";
    if (!id_read(http_request_arg(x->req, STR("party")), &out->party))
        out->party = (struct id){{0}};
}

static void filter_read(struct exchange *x, struct str words, struct work_filter *out)
{
    struct str due = http_request_arg(x->req, STR("due"));

    *out = (struct work_filter){.text = words,
                                .include_ended =
                                    str_equal(http_request_arg(x->req, STR("ended")), STR("1"))};
    if (actor_is_staff(&x->reader.actor))
        filter_read_staff(x, out);
    for (size_t i = 0; i < sizeof(due_words) / sizeof(due_words[0]); i++) {
        if (str_equal(due, due_words[i].word))
            out->due = due_words[i].due;
    }
}

/* ---- the cursor ---- */

/* The key of the last row shown, in the order of the list: urgency, day, number. */
static struct str cursor_make(struct arena *arena, const struct work_item *item)
{
    struct str key = arena_format(arena, "%d:%d:%.*s", (int)item->due, (int)item->due_day,
                                  STR_ARG(item->number));
    size_t size = (key.len * 8 + 4) / 5 + 1;
    char *text = arena_alloc(arena, size);

    if (text == NULL || key.ptr == NULL)
        return (struct str){0};
    base32_write((const uint8_t *)key.ptr, key.len, text, size);
    return str_from_cstr(text);
}

struct cursor {
    uint64_t due, day;
    struct str number;
};

static bool cursor_read(struct exchange *x, struct cursor *out)
{
    struct str text = http_request_arg(x->req, STR("after"));
    uint8_t *bytes = arena_alloc(x->arena, text.len + 1);
    struct str rest;
    size_t len;

    if (str_is_empty(text) || bytes == NULL)
        return false;
    len = base32_read(text, bytes, text.len);
    if (len == SIZE_MAX || utf8_first_bad((struct str){(char *)bytes, len}) != SIZE_MAX)
        return false;
    rest = (struct str){(char *)bytes, len};
    if (!str_to_u64(str_split(&rest, ':'), DUE_waiting, &out->due) ||
        !str_to_u64(str_split(&rest, ':'), INT32_MAX, &out->day))
        return false;
    out->number = rest;
    return rest.ptr != NULL;
}

static bool is_behind(const struct work_item *item, const struct cursor *c)
{
    if ((uint64_t)item->due != c->due)
        return (uint64_t)item->due > c->due;
    if ((uint64_t)item->due_day != c->day)
        return (uint64_t)item->due_day > c->day;
    return str_compare(item->number, c->number) > 0;
}

/* ---- the page ---- */

static const char *state_label(const struct work_item *item)
{
    if (item->stream_type == STREAM_party)
        return code_label(CODE_LIST_registration, item->state);
    if (item->stream_type == STREAM_report)
        return code_label(CODE_LIST_report_state, item->state);
    return item->state == 0 ? N_("Handed over to JPCERT/CC")
                            : code_label(CODE_LIST_relation_state, item->state);
}

static struct desk_work_row row_make(struct exchange *x, const struct work_item *item)
{
    struct text2 officer = {0};

    (void)app_person_name(&x->reader, item->officer, &officer);
    return (struct desk_work_row){
        .officer = officer,
        .officer_is_absent = item->officer_is_absent,
        .href = stream_href(x->arena, item->stream_type, item->stream),
        .number = item->number,
        .title = item->title,
        .is_report = item->stream_type == STREAM_report,
        .state = state_label(item),
        .step = item->step,
        .waits_on = item->waits_on,
        .due = item->due,
        .due_day = item->due_day,
    };
}

static enum err rows_make(struct exchange *x, const struct work_list *list,
                          struct desk_work_page *view)
{
    struct cursor cursor;
    bool after = cursor_read(x, &cursor);

    view->is_first = !after;
    view->rows = ARENA_ARRAY(x->arena, struct desk_work_row, LIMIT_PAGE_ROWS);
    if (view->rows == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < list->count; i++) {
        if (after && !is_behind(&list->items[i], &cursor))
            continue;
        if (view->row_count == LIMIT_PAGE_ROWS) {
            view->next = cursor_make(x->arena, &list->items[i - 1]);
            break;
        }
        view->rows[view->row_count++] = row_make(x, &list->items[i]);
    }
    return ERR_OK;
}

/* The filter without `due`, as the addresses of other pages of the list carry it on. */
static struct str query_of(struct exchange *x, const struct work_filter *filter)
{
    struct buf out;
    struct str text;

    buf_init(&out, x->arena, LIMIT_PAGE_BYTES);
    if (filter->whose != WHOSE_body)
        buf_add_format(&out, "&whose=%s", whose_word(filter->whose));
    if (!id_is_none(filter->party))
        buf_add_format(&out, "&party=%s", id_text(filter->party, x->arena).ptr);
    if (filter->waits_on != NULL) {
        buf_add_cstr(&out, "&waits=");
        html_url_part(&out, http_request_arg(x->req, STR("waits")));
    }
    if (!str_is_empty(filter->text)) {
        buf_add_cstr(&out, "&words=");
        html_url_part(&out, http_request_arg(x->req, STR("words")));
    }
    if (filter->include_ended)
        buf_add_cstr(&out, "&ended=1");
    return buf_finish(&out, &text) == ERR_OK ? text : (struct str){0};
}

/* The choices of the two lists: developers, and everybody on whom something can wait. */
static enum err choices_make(struct exchange *x, const struct work_filter *filter,
                             struct desk_work_page *view)
{
    struct party_list parties;
    size_t count;
    const struct waits_on *waits = law_waits_on(&count);
    enum err e = app_parties(&x->reader, &parties);

    if (e != ERR_OK)
        return e;
    view->parties = ARENA_ARRAY(x->arena, struct desk_option, parties.count + 1);
    view->waits = ARENA_ARRAY(x->arena, struct desk_option, count + 1);
    if (view->parties == NULL || view->waits == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < parties.count; i++) {
        const struct party_view *p = &parties.items[i];
        if (p->kind == CODE_party_kind_developer)
            view->parties[view->party_count++] = (struct desk_option){
                id_text(p->id, x->arena), NULL, p->name, id_equal(p->id, filter->party)};
    }
    view->waits[view->wait_count++] =
        (struct desk_option){str_from_cstr(waits_for_me.word), waits_for_me.label,
                             .chosen = filter->waits_on != NULL && *filter->waits_on == '\0'};
    for (size_t i = 0; i < count; i++)
        view->waits[view->wait_count++] =
            (struct desk_option){str_from_cstr(waits[i].word), waits[i].label,
                                 .chosen = filter->waits_on == waits[i].label};
    return ERR_OK;
}

static const char *empty_hint(enum role role)
{
    if (role == ROLE_reception)
        return N_("Reports appear here as soon as a finder sends one, and cases until they are "
                  "published.");
    if (role == ROLE_finder)
        return N_("Reports appear here as soon as you add them with their receipt codes.");
    if (role == ROLE_coordinator)
        return N_("Cases appear here as soon as reception hands one over.");
    return N_("Cases appear here as soon as JPCERT/CC discloses one to your organisation.");
}

void work_get(struct exchange *x)
{
    struct desk_work_page view = {0};
    struct work_filter filter;
    struct work_list list;
    struct list_words words;

    if (x->reader.actor.role == ROLE_admin) {
        page_redirect(x, STR("/accounts"));
        return;
    }
    page_begin(x, &view.page, x->reader.actor.role == ROLE_finder ? N_("My reports") : N_("Work"));
    words = list_words(x, &view.page);
    filter_read(x, words.folded, &filter);
    if (page_failed(x, app_work(&x->reader, &filter, &list)))
        return;
    view.overdue = list.by_due[DUE_overdue];
    view.today = list.by_due[DUE_today];
    view.week = list.by_due[DUE_week];
    view.later = list.by_due[DUE_later];
    view.waiting = list.by_due[DUE_waiting];
    view.total = view.overdue + view.today + view.week + view.later + view.waiting;
    view.due = filter.due;
    view.due_word = http_request_arg(x->req, STR("due"));
    view.text = words.typed;
    view.ended = filter.include_ended;
    view.is_staff = actor_is_staff(&x->reader.actor);
    view.is_finder = x->reader.actor.role == ROLE_finder;
    view.whose = whose_word(filter.whose);
    view.filtered = filter.due != 0 || !str_is_empty(filter.text) || filter.whose != WHOSE_body ||
                    !id_is_none(filter.party) || filter.waits_on != NULL;
    view.query_rest = query_of(x, &filter);
    view.role_hint = empty_hint(x->reader.actor.role);
    if (app_is_open(&x->reader, COMMAND_open_case, (struct subject){0}).code == REFUSAL_none)
        view.open_case_href = STR("/do/open_case");
    if (page_failed(x, rows_make(x, &list, &view)) ||
        (view.is_staff && page_failed(x, choices_make(x, &filter, &view))))
        return;
    PAGE_RENDER(x, 200, tpl_desk_work, &view);
}
