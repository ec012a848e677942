/*
 * desk/party.c — one organisation, one page: its registration with what is open of it, the manager
 * and the contact point, products, keywords and people (REG-01 to REG-19). A developer sees its own
 * page and no other: app's view holds no more.
 */
#include "desk/desk_priv.h"

#include "base/utf8.h"
#include "core/party/poc.h"
#include "desk/command_priv.h"
#include "messages.h"
#include "templates.h"

/* ---- facts ---- */

static void facts_make(const struct organisation_view *v, struct desk_organisation_page *page)
{
    fact_word(&page->facts, N_("Kind of organisation"),
              code_label(CODE_LIST_party_kind, v->party.kind));
    fact_word(&page->facts, N_("Legal kind"), code_label(CODE_LIST_legal_kind, v->legal_kind));
    fact_word(&page->facts, N_("Registration"),
              code_label(CODE_LIST_registration, v->party.registration));
    fact_text(&page->facts, N_("Contact address"), v->contact);
    if (!page->is_developer)
        return;
    fact_text(&page->facts, N_("Rules agreed to, version"), v->rules_version);
    fact_day(&page->facts, N_("Rules agreed to on"), v->rules_day);
    fact_day(&page->facts, N_("Data confirmed on"), v->confirmed_day);
    fact_day(&page->facts, N_("To be confirmed by"), v->confirm_by_day);
}

static void data_make(const struct contact_data_view *d, struct desk_organisation_page *page)
{
    fact_text(&page->data, N_("Manager: name"), d->manager_name);
    fact_text(&page->data, N_("Manager: department and title"), d->manager_post);
    fact_text(&page->data, N_("Manager: mail address"), d->manager_mail);
    fact_text(&page->data, N_("Manager: telephone"), d->manager_telephone);
    fact_text(&page->data, N_("Deputy: name"), d->deputy_name);
    fact_text(&page->data, N_("Deputy: mail address"), d->deputy_mail);
    fact_text(&page->data, N_("Postal address"), d->address);
    fact_word(&page->data, N_("PGP public key"), str_is_empty(d->pgp_key) ? NULL : N_("Handed in"));
    fact_text(&page->point, N_("Contact point: mail address"), d->point_mail);
    fact_text(&page->point, N_("Contact point: telephone"), d->point_telephone);
    fact_text(&page->point, N_("Contact point: FAX"), d->point_fax);
}

static void certificate_make(const struct certificate_view *c, struct desk_facts *facts)
{
    fact_text(facts, N_("Fingerprint"), c->fingerprint);
    fact_text(facts, N_("Owner, as the key says"), c->owner);
    fact_day(facts, N_("Registered on"), c->registered_day);
    fact_instant(facts, N_("Ends"), c->expires_us);
}

static void keys_make(const struct organisation_view *v, struct desk_organisation_page *page)
{
    if (v->key.fingerprint.ptr) {
        fact_word(&page->key, N_("State"),
                  v->key_usable ? N_("Letters to the registered addresses are encrypted to it")
                                : N_("Ended: letters carry number and link only"));
        certificate_make(&v->key, &page->key);
        fact_day(&page->key, N_("Compared on"), v->key_confirmed_day);
        fact_word(&page->key, N_("Compared by"), code_label(CODE_LIST_key_means, v->key_means));
        fact_text(&page->key, N_("Compared with"), v->key_with_whom);
    }
    if (v->key_waits.fingerprint.ptr)
        certificate_make(&v->key_waits, &page->key_waits);
}

static void meeting_make(const struct organisation_view *v, struct desk_organisation_page *page)
{
    const char *done = N_("Explained");

    fact_instant(&page->meeting, N_("Date and time"), v->meeting_us);
    fact_text(&page->meeting, N_("Place"), v->meeting_place);
    fact_text(&page->meeting, N_("Participants"), v->meeting_participants);
    fact_word(&page->meeting, N_("Vulnerability handling"), v->meeting_handling ? done : NULL);
    fact_word(&page->meeting, N_("Organisation"), v->meeting_organisation ? done : NULL);
    fact_word(&page->meeting, N_("Main products"), v->meeting_products ? done : NULL);
    fact_word(&page->meeting, N_("Internal organisation"), v->meeting_internal ? done : NULL);
    fact_word(&page->meeting, N_("Result of the meeting"),
              code_label(CODE_LIST_meeting_result, v->meeting_result));
    fact_text(&page->meeting, N_("Note"), v->meeting_note);
}

/* REG-05 to REG-08, REG-11: the steps of what was applied for. */
static void steps_make(struct exchange *x, const struct organisation_view *v,
                       struct desk_organisation_page *page)
{
    bool general = v->applied == CODE_registration_general;
    bool data = general ? v->forms_day != 0 : !str_is_empty(v->data.manager_name);

    if (v->applied == 0)
        return;
    step_add(&page->steps, N_("Application"), true, v->applied_day);
    step_add(&page->steps, N_("Manager's data"), data, 0);
    if (general) {
        step_add(&page->steps, N_("Forms sent"), v->forms_day != 0, v->forms_day);
        step_add(&page->steps, N_("Agreement to the rules"), v->rules_day != 0, v->rules_day);
        step_add(&page->steps, N_("Keyword answers"), v->keywords_version != 0, 0);
        step_add(&page->steps, N_("Meeting"), v->meeting_result == CODE_meeting_result_complete,
                 v->meeting_us != 0 ? civil_jst_day(v->meeting_us) : 0);
    }
    step_add(&page->steps, N_("Entry in the list"), false, 0);
    steps_finish(&page->steps);
    if (v->open_step.code != REFUSAL_none)
        page->open_step = refusal_sentence(&v->open_step, x->lang, x->arena);
}

/* ---- lists ---- */

static bool has_line(struct str text, struct str line)
{
    while (text.ptr) {
        if (str_equal(str_trim(str_split(&text, '\n')), line))
            return true;
    }
    return false;
}

enum err keyword_rows(struct exchange *x, struct str yes, struct desk_keyword **out, size_t *count,
                      int64_t *version)
{
    struct keywords_view keywords = {0};
    size_t lines = 1;

    *count = 0;
    (void)app_keywords(&x->reader, &keywords);
    *version = keywords.version;
    for (size_t i = 0; i < keywords.list.len; i++)
        lines += keywords.list.ptr[i] == '\n';
    *out = ARENA_ARRAY(x->arena, struct desk_keyword, lines);
    if (*out == NULL)
        return ERR_MEMORY;
    while (keywords.list.ptr) {
        struct str label = str_split(&keywords.list, '\n');
        struct str key = str_trim(str_split(&label, ':'));
        if (!str_is_empty(key))
            (*out)[(*count)++] = (struct desk_keyword){key, str_trim(label), has_line(yes, key)};
    }
    return ERR_OK;
}

static enum err registrations_make(struct exchange *x, const struct organisation_view *v,
                                   struct desk_organisation_page *page)
{
    page->registrations =
        ARENA_ARRAY(x->arena, struct desk_registration, v->registration_count + 1);
    if (page->registrations == NULL)
        return ERR_MEMORY;
    for (size_t i = v->registration_count; i > 0; i--) {
        const struct registration_view *r = &v->registrations[i - 1];
        page->registrations[page->registration_count++] =
            (struct desk_registration){code_label(CODE_LIST_registration, r->kind),
                                       code_label(CODE_LIST_registration, r->before), r->day};
    }
    return ERR_OK;
}

/* ---- the page ---- */

static enum err page_make(struct exchange *x, const struct organisation_view *v,
                          struct desk_organisation_page *page)
{
    struct str href = stream_href(x->arena, STREAM_party, v->party.id);
    enum err e = part_now(x, v->party.id, &page->now);

    if (e == ERR_OK)
        e = part_actions(x, v->party.id, &page->now, &page->actions);
    if (e == ERR_OK)
        e = part_timeline(x, v->party.id, href, &page->timeline);
    if (e == ERR_OK && page->is_developer)
        e = keyword_rows(x, v->keywords, &page->keywords, &page->keyword_count,
                         &page->keywords_version);
    if (e == ERR_OK)
        e = registrations_make(x, v, page);
    return e;
}

void party_get(struct exchange *x)
{
    struct desk_organisation_page page = {0};
    struct organisation_view *v;
    struct str unused;
    struct id id;

    if (!path_id(x, &id) || page_failed(x, app_organisation_view(&x->reader, id, &v)))
        return;
    if (v == NULL) {
        page_error(x, 404);
        return;
    }
    if (page_failed(x, app_note_read(&x->reader, id, CLASS_BIT(internal))))
        return;
    page_begin_text(x, &page.page, text2_pick(x, v->party.name));
    page.view = v;
    page.is_developer = v->party.kind == CODE_party_kind_developer;
    page.is_staff = actor_is_staff(&x->reader.actor);
    facts_make(v, &page);
    data_make(&v->data, &page);
    keys_make(v, &page);
    page.has_office_key = app_openpgp_state(x->desk->app) == APP_OPENPGP_READY;
    if (v->meeting_us != 0)
        meeting_make(v, &page);
    steps_make(x, v, &page);
    if (is_open_here(x, COMMAND_set_contact_data, id, &unused)) {
        page.poc_href = arena_format(x->arena, "%.*s/poc.txt", STR_ARG(x->req->path));
        page.poc_action = arena_format(x->arena, "%.*s/poc", STR_ARG(x->req->path));
    }
    if (page_failed(x, page_make(x, v, &page)))
        return;
    PAGE_RENDER(x, 200, tpl_desk_organisation, &page);
}

/* ---- poc.txt (REG-05) ---- */

void poc_get(struct exchange *x)
{
    struct organisation_view *v;
    struct str text, unused;
    struct id id;

    if (!path_id(x, &id) || page_failed(x, app_organisation_view(&x->reader, id, &v)))
        return;
    if (v == NULL || !is_open_here(x, COMMAND_set_contact_data, id, &unused)) {
        page_error(x, 404);
        return;
    }
    if (page_failed(x, app_note_read(&x->reader, id, CLASS_BIT(internal))) ||
        page_failed(x, poc_write(v, x->arena, &text)))
        return;
    http_response_text(x->res, 200, STR("text/plain; charset=utf-8"), text);
    http_response_header(x->res, STR("Content-Disposition"),
                         STR("attachment; filename=\"poc.txt\""));
    http_headers_add(x->res, HTTP_HEADERS_PRIVATE_PAGE);
}

/* SEC-05: what a developer encrypts to and verifies with. */
void office_key_get(struct exchange *x)
{
    struct str text;

    if (page_failed(x, app_openpgp_certificate(x->desk->app, x->arena, &text)))
        return;
    http_response_text(x->res, 200, STR("application/pgp-keys"), text);
    http_response_header(x->res, STR("Content-Disposition"),
                         STR("attachment; filename=\"office-key.asc\""));
    http_headers_add(x->res, HTTP_HEADERS_PRIVATE_PAGE);
}

enum err poc_take(struct str bytes, struct arena *arena, struct input *out, size_t *bad_line)
{
    *bad_line = 1;
    if (utf8_first_bad(bytes) != SIZE_MAX)
        return ERR_INVALID;
    return poc_read(bytes, arena, out, bad_line);
}
