/*
 * core/csaf/tests_sharing.c — TLP label and sharing group.
 * Tests 6.1.38 to 6.1.41, 6.2.28 to 6.2.30.
 */
#include "core/csaf/csaf_priv.h"

static const struct str max_uuid = STR_INIT("ffffffff-ffff-ffff-ffff-ffffffffffff");
static const struct str nil_uuid = STR_INIT("00000000-0000-0000-0000-000000000000");
static const struct str public_name = STR_INIT("Public");
static const struct str no_sharing_name = STR_INIT("No sharing allowed");

static const struct json *group_of(const struct csaf_check *c)
{
    return csaf_at(csaf_at(c->document, STR("distribution")), STR("sharing_group"));
}

bool csaf_is_clear(const struct csaf_check *c)
{
    const struct json *tlp = csaf_at(csaf_at(c->document, STR("distribution")), STR("tlp"));
    return csaf_has_text(tlp, STR("label"), STR("CLEAR"));
}

static bool has_id(const struct csaf_check *c, struct str uuid)
{
    return csaf_has_text(group_of(c), STR("id"), uuid);
}

void csaf_run_max_not_clear(struct csaf_check *c)
{
    const struct json *tlp = csaf_at(csaf_at(c->document, STR("distribution")), STR("tlp"));
    if (has_id(c, max_uuid) && !csaf_is_clear(c))
        csaf_find(c, csaf_at(tlp, STR("label")));
}

void csaf_run_clear_not_max(struct csaf_check *c)
{
    bool draft = csaf_has_text(c->tracking, STR("status"), STR("draft"));
    if (!csaf_is_clear(c) || group_of(c) == NULL || has_id(c, max_uuid) ||
        (has_id(c, nil_uuid) && draft))
        return;
    csaf_find(c, csaf_at(group_of(c), STR("id")));
}

void csaf_run_group_name(struct csaf_check *c)
{
    const struct json *name = csaf_at(group_of(c), STR("name"));
    if ((str_equal(json_text(name), public_name) && !has_id(c, max_uuid)) ||
        (str_equal(json_text(name), no_sharing_name) && !has_id(c, nil_uuid)))
        csaf_find_1(c, name, name->text);
}

void csaf_run_group_name_missing(struct csaf_check *c)
{
    const struct json *name = csaf_at(group_of(c), STR("name"));
    struct str wanted = {0};
    if (has_id(c, max_uuid))
        wanted = public_name;
    else if (has_id(c, nil_uuid))
        wanted = no_sharing_name;
    if (wanted.ptr == NULL || str_equal(json_text(name), wanted))
        return;
    csaf_find_say(c, name == NULL ? group_of(c) : name,
                  &(struct csaf_say){.below = name == NULL ? STR("name") : (struct str){0},
                                     .values = {wanted}});
}

void csaf_run_uses_max(struct csaf_check *c)
{
    if (has_id(c, max_uuid))
        csaf_find(c, csaf_at(group_of(c), STR("id")));
}

void csaf_run_uses_nil(struct csaf_check *c)
{
    if (has_id(c, nil_uuid))
        csaf_find(c, csaf_at(group_of(c), STR("id")));
}

void csaf_run_group_on_clear(struct csaf_check *c)
{
    if (csaf_is_clear(c) && group_of(c) != NULL)
        csaf_find(c, group_of(c));
}
