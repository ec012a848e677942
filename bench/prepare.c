/*
 * bench/prepare.c — makes a training directory with one case in it, through the application's own
 * commands, for the measurements that run the real processes.
 *
 *     prepare FOLDER EVENTS draft|published DESK_PORT PORTAL_PORT
 *
 * EVENTS is the length of the case's stream (at least 24: the date comes after what three
 * developers were told and answered). With `published` the advisory is approved by both bodies and
 * released. Prints "case ID" and, published, "page ADDRESS". It must never write into the log on
 * another way than app_command.
 */
#include "stage.h"

static void advisory_release(struct stage *s)
{
    stage_approve(s);
    struct app_work_done done = {0};
    scene_must(app_clock_advance(s->scene.app, SCENE_START_US + 40 * US_PER_DAY), "clock");
    scene_must(app_tick(s->scene.app, &done), "release");
    if (done.released != 1)
        scene_fail("release", "nothing was released");
}

static uint16_t port_read(const char *text)
{
    uint64_t port = 0;
    if (!str_to_u64(str_from_cstr(text), UINT16_MAX, &port))
        scene_fail(text, "not a port");
    return (uint16_t)port;
}

int main(int argc, char **argv)
{
    struct stage s = {.events = 0};
    struct conf conf;
    uint64_t events = 0;
    char address[2][32];
    if (argc != 6 || !str_to_u64(str_from_cstr(argv[2]), 100000, &events) ||
        events < STAGE_EVENTS_LEAST) {
        fprintf(stderr, "usage: prepare FOLDER EVENTS draft|published DESK_PORT PORTAL_PORT\n");
        return 2;
    }
    conf_init(&conf);
    for (int i = 0; i < 2; i++)
        snprintf(address[i], sizeof(address[i]), "127.0.0.1:%u", (unsigned)port_read(argv[4 + i]));
    conf.desk_listen = str_from_cstr(address[0]);
    conf.portal_listen = str_from_cstr(address[1]);
    /* The load comes from one machine: a proxy's header tells its clients apart. */
    conf.trust_local_proxy = STR("yes");
    scene_open(&s.scene, argv[1], &conf);
    stage_call(&s);
    stage_open_case(&s);
    stage_inform(&s);
    stage_lengthen(&s, events);
    stage_write_advisory(&s);
    char id[ID_TEXT_LEN + 1];
    id_write(s.case_id, id);
    printf("case %s\n", id);
    if (strcmp(argv[3], "published") == 0) {
        advisory_release(&s);
        struct str page =
            publication_path(stage_see(&s, &s.coordinator)->number, LANG_JA, &s.scene.arena);
        printf("page %.*s\n", STR_ARG(page));
    }
    scene_close(&s.scene);
    return 0;
}
