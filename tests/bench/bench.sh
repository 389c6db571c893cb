#!/bin/sh
# bench.sh: git-task measured against Git itself, as ratios in one run.
#
# The limits are those of the project: a read of 10,000 tasks about as fast as
# `git --version`, a write about as fast as an empty commit.  Prints one table;
# exit status 1 when a limit is missed.  Peers that are installed (fossil,
# taskwarrior) are measured too, for scale.
#
#	BUILD=build tests/bench/bench.sh [--small] [--cpu]
#
# --small leaves out the 100,000 tasks.  --cpu compares processor time (user and
# system, mean of all runs) instead of elapsed time: on a machine that is busy with
# other things the scheduler decides about elapsed times, not the program.
#
# Times are the best of many runs of the whole process, started without a shell
# (hyperfine -N): what else the machine does only ever adds to a time, so the
# best one says most about the program.
set -eu

SRCDIR=$(cd "${0%/*}/../.." && pwd)
BUILD=${BUILD:-$SRCDIR/build}
case $BUILD in
/*) ;;
*) BUILD=$PWD/$BUILD ;;
esac
big=100000
measure='.results[0].min * 1000'
for arg
do
	case $arg in
	--small) big= ;;
	--cpu) measure='.results[0] | (.user + .system) * 1000' ;;
	*)
		echo "usage: bench.sh [--small] [--cpu]" >&2
		exit 129
		;;
	esac
done
for need in hyperfine jq git awk
do
	command -v "$need" >/dev/null || {
		echo "bench: $need is not installed (make deps)" >&2
		exit 1
	}
done

work=$(mktemp -d "${TMPDIR:-/tmp}/git-task-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
HOME=$work/home
PATH=$BUILD:$PATH
GIT_CONFIG_NOSYSTEM=1
export HOME PATH GIT_CONFIG_NOSYSTEM
unset GIT_DIR GIT_WORK_TREE TM_AGENT_ID GIT_TASK_AGENT 2>/dev/null || :
mkdir "$HOME"
git config --global user.name "Bench Mark"
git config --global user.email bench@example.com
git config --global init.defaultBranch main
git config --global gc.auto 0
cd "$work"
missed=0
T=$BUILD/git-task

# best RUNS CMD: milliseconds; two runs before to warm up
best()
{
	hyperfine -N --style none --warmup 2 --runs "$1" \
		--export-json "$work/t.json" "$2" >/dev/null 2>&1 || {
		echo "bench: failed: $2" >&2
		exit 1
	}
	jq -r "$measure" "$work/t.json"
}

# prepared RUNS PREPARE CMD: as best, with a step before each run
prepared()
{
	hyperfine -N --style none --runs "$1" --prepare "$2" \
		--export-json "$work/t.json" "$3" >/dev/null 2>&1 || {
		echo "bench: failed: $3" >&2
		exit 1
	}
	jq -r "$measure" "$work/t.json"
}

# row WHAT MS AGAINST MS LIMIT: one line of the table
row()
{
	verdict=$(awk -v a="$2" -v b="$4" -v l="$5" 'BEGIN {
		r = a / b
		printf "%8.2f %-34s %8.2f %7.2f", a, "'"$3"'", b, r
		if (l > 0)
			printf " %6.1f %s", l, r <= l ? "ok" : "MISSED"
		print ""
	}')
	printf '%-26s %s\n' "$1" "$verdict"
	case $verdict in
	*MISSED) missed=1 ;;
	esac
}

scale()
{
	printf '%-26s %8.2f %s\n' "$1" "$2" "$3"
}

# new_store DIR N: a repository with N tasks in one pack, index fresh
new_store()
{
	git init -q "$1"
	git -C "$1" config task.fsync false
	git -C "$1" commit -q --allow-empty -m start
	sh "$SRCDIR/tests/bench/data.sh" "$2" >"$1.ndjson"
	"$T" -C "$1" import --from ndjson "$work/$1.ndjson" >/dev/null 2>&1
	"$T" -C "$1" gc >/dev/null
	"$T" -C "$1" list --limit 1 >/dev/null
}

peak_kb()
{
	if command -v /usr/bin/time >/dev/null
	then
		/usr/bin/time -f %M -o "$work/rss" "$@" >/dev/null
		cat "$work/rss"
	else
		python3 -c 'import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' "$@"
	fi
}

printf '%-26s %8s %-34s %8s %7s %6s\n' "git-task, 10,000 tasks" ms against \
	ms ratio limit

new_store s 10000
cd s
id=$("$T" list --all --format ids | sed -n 5000p | cut -c1-8)

version=$(best 150 "git --version")
show=$(best 100 "$T show $id")
next=$(best 100 "$T next")
list20=$(best 100 "$T list --limit 20")
row "show" "$show" "git --version" "$version" 3
row "next" "$next" "git --version" "$version" 3
row "list --limit 20" "$list20" "git --version" "$version" 3
# Readers that print twenty rows, and those that print what there is of people.
for reader in "next -n 20" people status board remind "session list" \
	"criteria list $id" "dep list $id" "context $id"
do
	row "$(printf %.26s "$reader")" "$(best 40 "$T $reader")" \
		"git --version" "$version" 3
done
# These look through the texts of all tasks, or through history, for their rows, and
# are over that: shown, so that it is seen what they cost.
row "search --limit 20" "$(best 20 "$T search rewrite --limit 20")" \
	"git --version" "$version" 0
row "metrics" "$(best 20 "$T metrics")" "git --version" "$version" 0
row "log -n 20" "$(best 20 "$T log -n 20")" "git --version" "$version" 0

git init -q --bare ../refs.git
(
	cd ../refs.git
	tree=$(git mktree </dev/null)
	oid=$(git commit-tree -m x "$tree")
	awk -v o="$oid" 'BEGIN {
		for (i = 0; i < 10000; i++)
			printf "create refs/tasks/%08x%08x %s\n",
				(i * 2654435761) % 4294967296, i, o
	}' | git update-ref --stdin
	git pack-refs --all
)
each=$(best 40 "git -C ../refs.git for-each-ref --format=%(refname)")
all=$(best 40 "$T list --all")
row "list --all" "$all" "for-each-ref, 10,000 packed" "$each" 1

empty=$(best 40 "git commit -q --allow-empty -m x")
add=$(best 40 "$T add -- Another-task")
update=$(best 40 "$T progress $id -- Some-words")
prog=$(prepared 40 "$T update $id --priority low" \
	"$T update $id --priority high")
row "add" "$add" "git commit --allow-empty" "$empty" 2
row "progress" "$update" "git commit --allow-empty" "$empty" 2
row "update" "$prog" "git commit --allow-empty" "$empty" 2

git config task.fsync true
synced=$(best 20 "$T add -- Durable-task")
git config task.fsync false
row "add, with fsync" "$synced" "git commit --allow-empty" "$empty" 0
cd ..

git init -q i
git -C i config task.fsync false
import=$(prepared 3 "rm -rf i/.git/refs/tasks i/.git/git-task" \
	"$T -C i import --from ndjson $work/s.ndjson")
row "import of 10,000" "$import" "one second" 1000 1

git clone -q --bare s c.git 2>/dev/null
git -C c.git fetch -q origin 'refs/tasks/*:refs/tasks/*' 2>/dev/null ||
	git -C c.git fetch -q "$work/s" 'refs/tasks/*:refs/tasks/*'
git -C c.git repack -adq
git -C c.git ls-tree -r refs/tasks/main | awk '{ print $3 }' >oids
echo 'exec git -C c.git cat-file --batch <oids' >cat.sh
cat=$(best 10 "sh cat.sh")
first=$(prepared 10 "rm -rf c.git/git-task" "$T -C c.git list --limit 20")
row "first read of a clone" "$first" "git cat-file --batch" "$cat" 4

# The other formats of repositories beside the first, in the same run: what Git of
# this machine can make.
for form in sha1,files sha256,files sha1,reftable sha256,reftable
do
	hash=${form%,*}
	refs=${form#*,}
	dir=$hash-$refs
	if test "$refs" = files
	then
		git init -q --object-format="$hash" "$dir"
	else
		git init -q --object-format="$hash" --ref-format="$refs" \
			"$dir" 2>/dev/null || continue
	fi
	git -C "$dir" config task.fsync false
	git -C "$dir" commit -q --allow-empty -m start
	"$T" -C "$dir" import --from ndjson "$work/s.ndjson" >/dev/null 2>&1
	"$T" -C "$dir" gc >/dev/null
	"$T" -C "$dir" list --limit 1 >/dev/null
	git -C "$dir" gc -q
	"$T" -C "$dir" list --limit 1 >/dev/null
	row "$form: list --limit 20" "$(best 40 "$T -C $dir list --limit 20")" \
		"git --version" "$version" 3
	row "$form: list --all" "$(best 20 "$T -C $dir list --all")" \
		"for-each-ref, 10,000 packed" "$each" 1
	empty_here=$(best 20 "git -C $dir commit -q --allow-empty -m x")
	row "$form: add" "$(best 20 "$T -C $dir add -- Another-task")" \
		"git commit --allow-empty" "$empty_here" 3
	row "$form: first read" "$(prepared 5 "rm -rf $dir/.git/git-task" \
		"$T -C $dir list --limit 20")" "git cat-file --batch" "$cat" 0
	rm -rf "$dir"
done

# A foreign edit: the index of before it, the ref of after it.
cp -r s/.git/git-task before
"$T" -C s add -- "One more" >/dev/null 2>&1
cat >stale.sh <<\END
rm -f s/.git/git-task/index*
cp before/index* s/.git/git-task/
END
stale=$(prepared 40 "sh stale.sh" "$T -C s list --limit 20")
fresh=$(best 40 "$T -C s list --limit 20")
row "read after a foreign edit" "$stale" "a fresh read" "$fresh" 2

peak=$(peak_kb "$T" -C s list --limit 20)
row "list: peak memory, KB" "$peak" "12 MB" 12288 1

if test -n "$big"
then
	new_store b "$big"
	bid=$("$T" -C b list --all --format ids | sed -n 5000p | cut -c1-8)
	row "100,000: show" "$(best 30 "$T -C b show $bid")" \
		"the same at 10,000" "$show" 12
	row "100,000: next" "$(best 30 "$T -C b next")" \
		"the same at 10,000" "$next" 12
	row "100,000: list" "$(best 30 "$T -C b list --limit 20")" \
		"the same at 10,000" "$list20" 12
	row "100,000: list --all" "$(best 10 "$T -C b list --all")" \
		"the same at 10,000" "$all" 12
	row "100,000: add" "$(best 10 "$T -C b add -- More")" \
		"the same at 10,000" "$add" 12
	rm -rf b b.ndjson
fi

# ---- peers, for scale ----

if command -v fossil >/dev/null
then
	export USER=bench
	fossil init --admin-user bench f.fossil >/dev/null
	awk 'BEGIN {
		print "BEGIN;"
		for (i = 0; i < 10000; i++)
			printf "INSERT INTO ticket(tkt_uuid, tkt_mtime, " \
				"title, status) VALUES(%c%040x%c, " \
				"2460000.5, %cTicket %d%c, %cOpen%c);\n", \
				39, i, 39, 39, i, 39, 39, 39
		print "COMMIT;"
	}' >f.sql
	fossil sql -R f.fossil <f.sql >/dev/null
	scale "fossil ticket report" "$(best 10 \
		"fossil ticket show 1 -R f.fossil")" "10,000 tickets, one report"
	scale "fossil ticket add" "$(best 10 \
		"fossil ticket add title New status Open -R f.fossil")" ""
fi
if command -v task >/dev/null
then
	mkdir tw
	printf 'data.location=%s/tw\nconfirmation=off\nverbose=nothing\n' \
		"$work" >twrc
	TASKRC=$work/twrc
	export TASKRC
	head -n 2000 s.ndjson | jq -c '{description: .title,
		status: "pending", entry: "20261101T000000Z",
		uuid: (.id[0:8] + "-0000-4000-8000-0000" + .id[8:16])}' >tw.json
	timeout 60 task import tw.json >/dev/null 2>&1
	scale "taskwarrior list" "$(best 2 "task rc.gc=off list")" \
		"2,000 tasks without dependencies"
	scale "taskwarrior add" "$(best 2 "task add New")" ""
fi

exit "$missed"
