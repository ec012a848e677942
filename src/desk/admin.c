/*
 * desk/admin.c — organisations and accounts. The administrator sees both and never a case; staff
 * see organisations.
 *
 * A one-time code is shown once, on the answer to the POST that made it, and is kept nowhere in
 * clear.
 */
#include "desk/desk_priv.h"

#include "messages.h"
#include "templates.h"

/* Those that the filter leaves, moved to the front. */
static size_t parties_filter(struct exchange *x, const struct list_words *words, uint32_t kind,
                             struct party_list *parties)
{
    size_t count = 0;

    for (size_t i = 0; i < parties->count; i++) {
        if ((kind == 0 || parties->items[i].kind == kind) &&
            list_words_hold2(x, words, parties->items[i].name))
            parties->items[count++] = parties->items[i];
    }
    return count;
}

void parties_get(struct exchange *x)
{
    struct desk_parties_page page = {0};
    struct party_list parties;
    struct list_words words;
    struct list_part part;
    uint32_t kind;
    const struct command_def *add = command_def_get(COMMAND_register_party);

    if (x->reader.actor.role == ROLE_developer || x->reader.actor.role == ROLE_finder) {
        page_error(x, 404);
        return;
    }
    if (page_failed(x, app_parties(&x->reader, &parties)))
        return;
    page_begin(x, &page.page, N_("Organisations"));
    words = list_begin(x, STR("/organisations"), N_("Name of the organisation"), &page.page,
                       &page.list);
    if (page_failed(x, list_kinds(x, N_("Kind"), CODE_LIST_party_kind, &page.list, &kind)))
        return;
    part =
        list_part(x, page.list.action, parties_filter(x, &words, kind, &parties), &page.list.pager);
    page.rows = ARENA_ARRAY(x->arena, struct desk_party_row, LIMIT_PAGE_ROWS);
    if (page.rows == NULL) {
        page_fail(x, ERR_MEMORY);
        return;
    }
    for (size_t i = part.first; i < part.end; i++)
        page.rows[page.row_count++] = (struct desk_party_row){
            parties.items[i].name, code_label(CODE_LIST_party_kind, parties.items[i].kind),
            code_label(CODE_LIST_registration, parties.items[i].registration),
            stream_href(x->arena, STREAM_party, parties.items[i].id)};
    if ((add->roles & (1u << x->reader.actor.role)) != 0)
        page.add_href = action_href(x->arena, add, (struct subject){0}, STREAM_person);
    PAGE_RENDER(x, 200, tpl_desk_parties, &page);
}

/* ---- what waits for a second administrator (HND-06) ---- */

enum { WAITING_MAX = 64 };

static void waiting_add(struct exchange *x, const struct step_view *v, struct id stream,
                        enum stream_type type, struct desk_waiting *out)
{
    enum command_kind answer = v->own ? COMMAND_withdraw_step : COMMAND_confirm_step;

    *out = (struct desk_waiting){.step = v->command->title, .own = v->own};
    (void)app_person_name(&x->reader, v->person, &out->sent_by);
    out->href =
        action_href(x->arena, command_def_get(answer), (struct subject){.stream = stream}, type);
}

static enum err waiting_of(struct exchange *x, struct id stream, enum stream_type type,
                           struct text2 where, struct desk_persons_page *page)
{
    struct app_steps steps;
    enum err e = app_steps(&x->reader, stream, &steps);

    for (size_t i = 0; e == ERR_OK && i < steps.count && page->waiting_count < WAITING_MAX; i++) {
        if (steps.items[i].command->kind == COMMAND_issue_link)
            continue;
        struct desk_waiting *one = &page->waiting[page->waiting_count++];
        waiting_add(x, &steps.items[i], stream, type, one);
        one->where = where;
    }
    return e;
}

static enum err waiting_make(struct exchange *x, const struct app_persons *persons,
                             struct desk_persons_page *page)
{
    struct party_list parties;
    enum err e = app_parties(&x->reader, &parties);

    page->waiting = ARENA_ARRAY(x->arena, struct desk_waiting, WAITING_MAX);
    if (e == ERR_OK && page->waiting == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; e == ERR_OK && i < parties.count; i++)
        e = waiting_of(x, parties.items[i].id, STREAM_party, parties.items[i].name, page);
    for (size_t i = 0; e == ERR_OK && i < persons->count; i++)
        e = waiting_of(x, persons->items[i].id, STREAM_person, persons->items[i].name, page);
    return e;
}

/* A colleague's wish for a link stands at the account: confirming it shows the code. */
static enum err link_waits(struct exchange *x, const struct person_view *p,
                           struct desk_person_row *out)
{
    struct app_steps steps;
    enum err e = app_steps(&x->reader, p->id, &steps);

    for (size_t i = 0; e == ERR_OK && i < steps.count; i++) {
        if (steps.items[i].command->kind != COMMAND_issue_link)
            continue;
        out->link_waits = true;
        out->link_is_own = steps.items[i].own;
        (void)app_person_name(&x->reader, steps.items[i].person, &out->link_asked_by);
        out->answer_href = action_href(
            x->arena,
            command_def_get(out->link_is_own ? COMMAND_withdraw_step : COMMAND_refuse_step),
            (struct subject){.stream = p->id}, STREAM_person);
    }
    return e;
}

/* ---- accounts ---- */

static struct str person_href(struct exchange *x, enum command_kind kind, struct id person)
{
    struct subject s = {.stream = person};
    struct refusal refusal = app_is_open(&x->reader, kind, s);

    if (refusal.code != REFUSAL_none)
        return (struct str){NULL, 0};
    return action_href(x->arena, command_def_get(kind), s, STREAM_person);
}

static enum err person_row(struct exchange *x, const struct person_view *p,
                           struct desk_person_row *out)
{
    *out = (struct desk_person_row){.id = id_text(p->id, x->arena),
                                    .login = p->login,
                                    .name = p->name,
                                    .mail = p->mail,
                                    .enrolled = p->enrolled,
                                    .closed = p->closed};
    out->grant_href = person_href(x, COMMAND_grant_role, p->id);
    out->close_href = person_href(x, COMMAND_close_account, p->id);
    if (p->grant_count > 0)
        out->take_href = person_href(x, COMMAND_take_role, p->id);
    enum err e = link_waits(x, p, out);
    if (e != ERR_OK)
        return e;
    out->roles = ARENA_ARRAY(x->arena, struct desk_person_role, p->grant_count + 1);
    if (out->roles == NULL)
        return ERR_MEMORY;
    for (size_t i = 0; i < p->grant_count; i++) {
        struct party_view party = {0};
        (void)app_party(&x->reader, p->grants[i].party, &party);
        out->roles[out->role_count++] =
            (struct desk_person_role){role_label(p->grants[i].role), party.name};
    }
    return ERR_OK;
}

static size_t persons_filter(struct exchange *x, const struct list_words *words,
                             struct app_persons *persons)
{
    size_t count = 0;

    for (size_t i = 0; i < persons->count; i++) {
        const struct person_view *p = &persons->items[i];
        if (list_words_hold2(x, words, p->name) || list_words_hold(x, words, p->login) ||
            list_words_hold(x, words, p->mail))
            persons->items[count++] = *p;
    }
    return count;
}

void persons_get(struct exchange *x)
{
    struct desk_persons_page page = {0};
    struct app_persons persons;
    struct list_words words;
    struct list_part part;

    if (page_failed(x, app_persons(&x->reader, &persons)) ||
        page_failed(x, waiting_make(x, &persons, &page)) ||
        page_failed(x, app_note_list(&x->reader)))
        return;
    page_begin(x, &page.page, N_("Accounts"));
    page.token = page.page.csrf;
    page.add_href = action_href(x->arena, command_def_get(COMMAND_add_person), (struct subject){0},
                                STREAM_person);
    words = list_begin(x, STR("/accounts"), N_("Name, sign-in name or mail address"), &page.page,
                       &page.list);
    part = list_part(x, page.list.action, persons_filter(x, &words, &persons), &page.list.pager);
    page.rows = ARENA_ARRAY(x->arena, struct desk_person_row, LIMIT_PAGE_ROWS);
    if (page.rows == NULL) {
        page_fail(x, ERR_MEMORY);
        return;
    }
    for (size_t i = part.first; i < part.end; i++) {
        if (page_failed(x, person_row(x, &persons.items[i], &page.rows[page.row_count++])))
            return;
    }
    PAGE_RENDER(x, 200, tpl_desk_persons, &page);
}

void person_link_post(struct exchange *x)
{
    struct desk_link_page page = {0};
    struct app_persons persons;
    const struct command_def *def = command_def_get(COMMAND_issue_link);
    const struct input nothing = {0};
    char code[APP_TOKEN_LEN + 1];
    struct id person;
    bool waits = false;

    if (!path_id(x, &person) || !command_step_up(x, def, &nothing) ||
        page_failed(x, app_enrol_code(&x->reader, person, code, &waits)) ||
        page_failed(x, app_persons(&x->reader, &persons)))
        return;
    if (waits) {
        page_flash_waits(x, str_from_cstr(def->name));
        page_redirect(x, STR("/accounts"));
        return;
    }
    page_begin(x, &page.page, N_("One-time link"));
    for (size_t i = 0; i < persons.count; i++) {
        if (!id_equal(persons.items[i].id, person))
            continue;
        page.name = persons.items[i].name;
        page.login = persons.items[i].login;
    }
    page.made.link =
        arena_format(x->arena, "%.*s/enrol", STR_ARG(app_conf(x->desk->app)->desk_url));
    page.made.code = arena_copy(x->arena, str_from_cstr(code));
    page.days = LIMIT_ENROL_DAYS;
    PAGE_RENDER(x, 200, tpl_desk_link, &page);
    crypto_wipe(code, sizeof(code));
}
