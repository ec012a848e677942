/*
 * core/access/listed.h — the developer list, who may be concerned, who has not answered, and the
 * lists of the scheme, as an actor may see them. Part of access.h, which includes it; its rules
 * hold here.
 */
#ifndef CORE_ACCESS_LISTED_H
#define CORE_ACCESS_LISTED_H

#include "core/access/access.h"

/* An entry of the developer list (REG-01, OBJ-08): staff read all, a developer its own (OP-30). */
struct organisation_view {
    struct party_view party;
    uint32_t legal_kind; /* CODE_legal_kind_… (ACT-05) */
    struct str contact;  /* as first set down */
    struct id manager;   /* person (ACT-06) */
    /* the manager's data and the contact point apart from it (ACT-07), as of `confirmed_day` */
    struct contact_data_view {
        struct str manager_name, manager_post, manager_mail, manager_telephone;
        struct str deputy_name, deputy_mail;
        struct str point_mail, point_telephone, point_fax;
        struct str address, pgp_key;
    } data;
    int32_t confirmed_day;
    int32_t confirm_by_day; /* REG-14 */
    /* registration under way: what is applied for, 0 = none, and what is still open of it */
    uint32_t applied;
    int32_t applied_day;
    int32_t forms_day;
    struct refusal open_step; /* REFUSAL_none: nothing is open, or nothing is under way */
    struct str rules_version; /* REG-16 */
    int32_t rules_day;
    int64_t keywords_version; /* 0: never answered (REG-19) */
    struct str keywords;
    /* OpenPGP certificates (SEC-05): the one letters are encrypted to, and the one whose
     * fingerprint waits to be compared; absent fingerprints: none. */
    struct certificate_view {
        struct str fingerprint, owner;
        int64_t expires_us; /* 0 = never */
        int32_t registered_day;
    } key, key_waits;
    bool key_usable; /* the first has not ended */
    int32_t key_confirmed_day;
    uint32_t key_means; /* CODE_key_means_… */
    struct str key_with_whom;
    int64_t meeting_us; /* 0: none arranged (REG-07) */
    struct str meeting_place, meeting_participants, meeting_note;
    bool meeting_handling, meeting_organisation, meeting_products, meeting_internal;
    uint32_t meeting_result;
    struct product_view {
        struct text2 name;
        bool all_customers_known; /* ACT-11 */
        bool ended;
    } * products;
    size_t product_count;
    struct registration_view {
        uint32_t kind, before;
        int32_t day;
    } * registrations; /* oldest first (REG-20) */
    size_t registration_count;
    struct member_view {
        struct id person;
        struct text2 name;
        bool is_manager;
    } * members; /* persons with an account at this organisation */
    size_t member_count;
    struct mistake_letter_view {
        struct str number;
        int64_t at_us;
        struct str text;
    } * letters; /* SEC-24: for the developer's readers of the case alone, oldest first */
    size_t letter_count;
};

enum err law_view_organisation(const struct law_world *w, struct id party, struct arena *arena,
                               struct organisation_view **out) MUST_CHECK;
enum err organisation_view_write(const struct organisation_view *v, struct buf *out) MUST_CHECK;
/* The technology keyword list in force; false before the first (REG-19). For whoever works with it:
 * staff and developers. */
struct keywords_view {
    int64_t version;
    struct str list; /* lines "key: label" */
};
bool law_keywords(const struct law_world *w, struct keywords_view *out);
/* Overviews and requests to register without an answer, oldest first (OVW-14): the coordinator's.
 */
struct unanswered_view {
    struct id case_id;
    struct str number;
    struct text2 title;
    struct party_view party;
    uint32_t state; /* CODE_relation_state_… */
    int64_t asked_us;
    int32_t start_day;
    uint32_t reminders;
    int64_t reminded_us;
    int32_t limit_day; /* TIM-03, TIM-04 */
};
enum err law_unanswered(const struct law_world *w, struct arena *arena,
                        struct unanswered_view **out, size_t *count) MUST_CHECK;
/* What a notice's one-time link opens (OVW-16): the text of the overview, or of the request to
 * register; false when neither was sent. Only for who has shown link and code. */
struct notice_view {
    bool is_request;
    struct str number, text;
    struct text2 organisation;
};
bool law_notice(const struct law_image *image, struct subject relation, struct notice_view *out);
/* Who may be concerned by the case, best reasons first (OVW-02, DET-08); nobody unless the actor
 * may name candidates. */
struct candidate_view {
    struct party_view party;
    bool by_keyword, by_product, by_earlier_case;
    struct str earlier_number; /* of the newest such case */
    bool outside_scope;        /* REG-13: individual registration, not its own product */
};
enum err law_candidates(const struct law_world *w, struct id case_id, struct arena *arena,
                        struct candidate_view **out, size_t *count) MUST_CHECK;

/* Where the scheme is reached (OBJ-28): `point` is CODE_contact_point_…. Public. */
struct contact_point_view {
    struct str mail, telephone;
    struct text2 hours;
    struct str fax;
    bool is_set; /* by a step, not the default */
};
void law_contact_point(const struct law_image *image, uint32_t point,
                       struct contact_point_view *out);

/* Contact points and, for those who work with it, the keyword list: as canonical JSON. */
enum err law_scheme_lists_write(const struct law_world *w, struct buf *out) MUST_CHECK;

#endif
