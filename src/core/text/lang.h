/*
 * core/text/lang.h — the two languages in which the program speaks, Japanese first.
 */
#ifndef CORE_TEXT_LANG_H
#define CORE_TEXT_LANG_H

enum lang {
    LANG_JA,
    LANG_EN,
};

enum { LANG_COUNT = 2 };

#endif
