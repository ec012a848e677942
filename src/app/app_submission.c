/*
 * app/app_submission.c — what is submitted twice is answered twice and done once: who submitted
 * what, and what became of it. It must never decide; a submission of another, or of other words, is
 * refused and told nothing about the first.
 */
#include "app/app_priv.h"

#include "sys/random.h"

struct id app_submission_new(void)
{
    return random_id();
}

enum err app_submission_owner(struct app *app, const struct app_request *request,
                              const struct command *command, uint8_t out[STORE_PERSON_BYTES])
{
    struct arena scratch;
    struct buf text;
    struct str bytes = {0};
    arena_init(&scratch, LIMIT_ARENA_DECIDE);
    buf_init(&text, &scratch, LIMIT_EVENT_BYTES);
    enum err e = app_owner(app, &request->actor, out);
    buf_add_bytes(&text, out, STORE_PERSON_BYTES);
    if (e == ERR_OK)
        e = command_encode(command, &text);
    if (e == ERR_OK)
        e = buf_finish(&text, &bytes);
    if (e == ERR_OK)
        e = vault_index(app->vault, "submission", bytes, out);
    arena_release(&scratch);
    return e;
}

enum err app_submission_find(struct app *app, const struct app_request *request,
                             const uint8_t owner[STORE_PERSON_BYTES], bool *found,
                             struct app_outcome *out)
{
    struct store_outcome earlier = {0};
    *found = false;
    if (id_is_none(request->submission))
        return ERR_OK;
    enum err e = store_submission_find(app->store, request->submission, owner, &earlier);
    if (e == ERR_NOT_FOUND)
        return ERR_OK;
    if (e == ERR_DENIED)
        *out = (struct app_outcome){.refusal = {.code = REFUSAL_submission_reused}};
    else if (e == ERR_OK)
        app_outcome_take(app, &earlier, true, out);
    else
        return e;
    *found = true;
    return ERR_OK;
}

void app_outcome_take(struct app *app, const struct store_outcome *from, bool repeated,
                      struct app_outcome *out)
{
    *out = (struct app_outcome){
        .repeated = repeated,
        .subject_type = (enum stream_type)from->subject_type,
        .subject = from->subject,
        .first_seq = from->first_seq,
        .last_seq = from->last_seq,
    };
    pthread_rwlock_rdlock(&app->lock);
    (void)law_step_at(app->image, from->subject, from->first_seq, &out->step);
    pthread_rwlock_unlock(&app->lock);
}
