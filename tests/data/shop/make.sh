#!/bin/sh
# make.sh - makes the six-week repository "shop" in the current directory: four
# people, epics with parts, wide characters, long titles, late, blocked and finished
# tasks.  Every id is random; tests replace them.  The clock is set for each
# step, the last is Monday 2026-11-30 03:22 UTC.
set -eu
git init -q shop
cd shop
git config user.name "Ana Alvarez"
git config user.email ana@example.com
git config task.project shop
: >.gitkeep
git add .gitkeep
git commit -qm "Start"
for who in "Ben Brown:ben" "Cho Chen:cho" "Dai Davies:dai"; do
	git -c user.name="${who%:*}" -c user.email="${who#*:}@example.com" \
		commit -q --allow-empty -m "Hello from ${who%:*}"
done
# Each step a millisecond later than the one before: what is made on one day has an
# order that does not hang on ids.
: >../steps
at()
{
	echo >>../steps
	GIT_TASK_TEST_NOW=$(printf '%sT09:00:00.%03dZ' "$1" $(($(wc -l <../steps))))
	export GIT_TASK_TEST_NOW
	shift
	git-task "$@"
}
add() { day=$1; shift; at "$day" add -q "$@" 2>/dev/null; }

epic=$(add 2026-10-19 "Checkout" -p high --type feature -a ana)
api=$(add 2026-10-19 "Payment API that retries with idempotency keys after every timeout of the bank" \
	-p critical --parent "$epic" -a ben --estimate 16h --deadline 2026-11-06 --tag api)
form=$(add 2026-10-20 "Card form" --parent "$epic" -a cho --estimate 6h --deadline 2026-12-04 \
	--depends-on "$api" --tag ui)
add 2026-10-20 "結帳頁面的翻譯 (translation of the checkout pages)" --parent "$epic" -a dai \
	--estimate 4h --deadline 2026-12-02 --tag i18n >/dev/null
add 2026-10-21 "Order history" -p critical -a dai --estimate 12h --deadline 2026-11-13 >/dev/null
cdn=$(add 2026-10-22 "Image CDN" -a ben --estimate 8h --tag ops)
add 2026-10-26 "Avatar upload" -a ben --estimate 3h --deadline 2026-11-07 --tag ui >/dev/null
flaky=$(add 2026-10-27 "Flaky test in CI" -p low -a cho)
drill=$(add 2026-10-27 "Backup drill" -p low --estimate 2h --deadline 2026-12-14)
at 2026-10-27 dep add -q "$flaky" "$drill" 2>/dev/null
add 2026-11-02 "Webhook retries" -p high -a ana --estimate 5h --deadline 2026-11-30 --tag api >/dev/null
add 2026-11-03 "Größe der Schriftarten für Überschriften prüfen 😀" -p low -a cho --estimate 1h >/dev/null
add 2026-11-04 "Privacy notice" -p none >/dev/null
n=0
for what in "Login" "Search box" "Price rounding" "Empty basket" "Stock count" "Mail template" \
	"Sitemap" "Cookie banner" "Invoice PDF" "Rate limit" "Dark mode" "Press kit"
do
	n=$((n + 1))
	case $((n % 4)) in 0) who=ana ;; 1) who=ben ;; 2) who=cho ;; *) who=dai ;; esac
	start=$(printf '2026-11-%02d' $((n + 1)))
	id=$(add "2026-10-$((19 + n))" "$what" -a $who --estimate $((1 + n % 4))h \
		--deadline "2026-11-$((10 + n))")
	at "$start" start -q "$id" 2>/dev/null
	at "$(printf '2026-11-%02d' $((n + 3 + n % 5)))" complete -q "$id" --actual-hours $((1 + n % 3)) 2>/dev/null
done
at 2026-11-25 block -q "$cdn" --reason "the CDN contract is not signed" 2>/dev/null
at 2026-11-26 start -q "$api" 2>/dev/null
at 2026-11-26 stop -q 2>/dev/null
git config user.name "Ben Brown"
git config user.email ben@example.com
at 2026-11-27 cancel -q "$(add 2026-11-05 "Fax support" -a ana)" 2>/dev/null
: "$form"
