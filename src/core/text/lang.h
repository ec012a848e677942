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

/* Marks a literal for the list of messages where it is written; it is translated where it is shown.
 */
#define N_(text) text
/* The same with a context that tells two meanings of one English text apart. */
#define NC_(context, text) text

#endif
