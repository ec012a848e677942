/*
 * core/score/cvss_property.c — the JSON objects of CVSS repeat their vector in properties
 * ("attackVector": "NETWORK" beside AV:N): which property is which metric, and do both agree.
 *
 * Judges no vector: cvss_read does. Must never know a document's format.
 */
#include "core/score/score.h"

static const struct {
    char version; /* '2', '3', '4' */
    struct cvss_property property;
} properties[] = {
#define CVSS_PROPERTY(number, name, letters) {#number[0], {STR_INIT(name), STR_INIT(letters)}},
#include "core/score/cvss_property.def"
};
enum { PROPERTIES = sizeof(properties) / sizeof(properties[0]) };

const struct cvss_property *cvss_property_next(char version, size_t *at)
{
    while (*at < PROPERTIES) {
        size_t i = (*at)++;
        if (properties[i].version == version)
            return &properties[i].property;
    }
    return NULL;
}

struct str cvss_vector_value(struct str vector, struct str metric)
{
    while (vector.ptr != NULL) {
        struct str value = str_split(&vector, '/');
        struct str name = str_split(&value, ':');
        if (str_equal(name, metric))
            return value;
    }
    return (struct str){0};
}

static bool is_one_of_long(struct str word)
{
    return str_equal(word, STR("NOT_DEFINED")) || str_equal(word, STR("LOW_MEDIUM")) ||
           str_equal(word, STR("MEDIUM_HIGH"));
}

bool cvss_value_abbreviates(struct str value, struct str word)
{
    char initials[8] = {0};
    size_t n = 0;
    if (str_equal(value, STR("X")))
        return str_equal(word, STR("NOT_DEFINED"));
    if (str_equal_nocase(value, word))
        return true;
    if (value.len == 1)
        return word.len > 0 && value.ptr[0] == word.ptr[0] && !is_one_of_long(word);
    if (str_equal(value, STR("UC")) || str_equal(value, STR("UR")))
        return str_equal(word, value.ptr[1] == 'C' ? STR("UNCONFIRMED") : STR("UNCORROBORATED"));
    for (size_t i = 0; i < word.len && n < sizeof(initials); i++) {
        if (i == 0 || word.ptr[i - 1] == '_')
            initials[n++] = word.ptr[i];
    }
    return str_equal(value, (struct str){initials, n});
}
