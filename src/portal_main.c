/*
 * portal_main.c — the program todoke-portal: the public house. It contains no code of the other
 * house (tools/deps looks).
 *
 *   todoke-portal --dir DIRECTORY
 */
#include "portal/portal.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    if (argc != 3 || strcmp(argv[1], "--dir") != 0) {
        (void)fputs("use: todoke-portal --dir DIRECTORY\n", stderr);
        return 2;
    }
    struct portal_options options = {.data_dir = argv[2], .listen_fd = -1};
    return portal_run(&options) == ERR_OK ? 0 : 3;
}
