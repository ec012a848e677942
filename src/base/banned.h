/*
 * base/banned.h — library functions that no file of ours may call; included before everything by
 * the Makefile.
 *
 * The headers that declare them are included first, so that the macros meet calls only and never a
 * declaration. What to use instead: base/buf.h and base/str.h for text, base/civil.h for time, sys/
 * for everything that touches the machine. This header must declare nothing of its own and define
 * nothing but the bans.
 */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(func) sorry_##func##_is_a_banned_function

/* No bound on what they write, or no end mark behind it. */
#undef strcpy
#define strcpy(to, from) BANNED(strcpy)
#undef strcat
#define strcat(to, from) BANNED(strcat)
#undef strncpy
#define strncpy(to, from, size) BANNED(strncpy)
#undef strncat
#define strncat(to, from, size) BANNED(strncat)
#undef sprintf
#define sprintf(...) BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf)
#undef gets
#define gets(text) BANNED(gets)
#undef alloca
#define alloca(size) BANNED(alloca)

/* No way to tell an error from a number: str_to_u64. */
#undef atoi
#define atoi(text) BANNED(atoi)
#undef atol
#define atol(text) BANNED(atol)

/* Hidden state shared by all threads. */
#undef strtok
#define strtok(text, separators) BANNED(strtok)
#undef localtime
#define localtime(time) BANNED(localtime)
#undef gmtime
#define gmtime(time) BANNED(gmtime)
#undef asctime
#define asctime(fields) BANNED(asctime)
#undef ctime
#define ctime(time) BANNED(ctime)
#undef setlocale
#define setlocale(category, name) BANNED(setlocale)

/* A shell between us and the machine. */
#undef system
#define system(command) BANNED(system)
#undef popen
#define popen(command, mode) BANNED(popen)

#endif
