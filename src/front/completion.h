/*
 * completion.h - the hand-written part of each shell's completion.
 */
#ifndef FRONT_COMPLETION_H
#define FRONT_COMPLETION_H

/*
 * Text that follows (bash, zsh) or precedes (fish) the generated tables.  In
 * fish "@CASES@\n" stands for the case arms of sub-commands and aliases, "@TAKES@" for
 * the options that have a value of their own, and
 * completion_glue_fish_git ends the script: the rule for `git task`, which fish
 * has to know before it loads the rest.  `make install` cuts that part out by
 * its first line, "# for 'git task'".
 */
extern const char completion_glue_bash_words[];
extern const char completion_glue_bash[];
extern const char completion_glue_zsh_words[];
extern const char completion_glue_zsh[];
extern const char completion_glue_fish[];
extern const char completion_glue_fish_git[];

#endif
