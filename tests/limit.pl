#!/usr/bin/perl
# limit.pl PROGRAM [ARGUMENT...]: runs a test, which has an end.
#
# After TEST_LIMIT seconds (900) the test and what it started are ended, and the runner
# tells it by its name as failed (exit status 124): what hangs costs a run minutes, and
# not the hours after which a CI system gives up without a word on why.  A machine that
# is slower says so: TEST_LIMIT=3600 make check.  A script is run by what its first line
# names; perl, since prove is there where this is needed, and timeout(1) may not be.
use strict;
use warnings;

die "usage: limit.pl PROGRAM [ARGUMENT...]\n" unless @ARGV;
my $limit = $ENV{TEST_LIMIT} || 900;
my @command = @ARGV;
if ($command[0] =~ /\.sh$/ && open(my $script, '<', $command[0])) {
	unshift @command, split(' ', $1) if (<$script> // '') =~ /^#!\s*(.+)/;
	close $script;
}
my $child = fork() // die "limit.pl: cannot fork: $!\n";
if ($child == 0) {
	setpgrp(0, 0);	# all that it starts is ended with it
	open(STDIN, '<', '/dev/null');
	exec { $command[0] } @command or exit 127;
}
my $late = 0;
my $end = sub { kill TERM => -$child };
local @SIG{qw(INT TERM HUP)} = ($end) x 3;
local $SIG{ALRM} = sub {
	kill(($late++ ? 'KILL' : 'TERM') => -$child);
	alarm 10;	# for its traps to tidy up
};
alarm $limit;
while (waitpid($child, 0) < 0 && $!{EINTR}) { }
my $status = $?;
if ($late) {
	kill KILL => -$child;
	(my $name = $ARGV[0]) =~ s{.*/}{};
	print "# $name did not end within $limit seconds and was stopped\n";
	exit 124;
}
exit($status & 127 ? 128 + ($status & 127) : $status >> 8);
