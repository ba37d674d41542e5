// The grammar: which signals together speak for which intent, and how strongly.
//
// A rule is a line `intent weight signal signal …`. All its signals must be there; `a|b` is either, `!a` must be absent.
// Signals are cues (cue.ts), `@kind` for things the question names, `~kind` for things only the turn before named and this
// one leans on, and the shapes that signals.ts finds. J is a job or stream, named or leaned on; N also a workstation.
// Of an intent's matching rules the strongest counts; weights therefore order readings: 9 is a construction that means one
// thing, 5 an ordinary cue, 3 a hint.

import { type IntentName, intentNames } from "#core/intent.ts";

const grammar = `
job.status 4.5 @job|@stream !injection
job.status 6.5 onlyNames @job|@stream
job.status 5 status|done|ran|running J
job.status 5.2 status J !@workstation
job.status 4.5 fail @job !what
job.status 5 wait|Held|Ready|Cancelled|Suppressed|Waiting J
job.status 7.6 stuck Running|running|done J
job.status 6 notStarted ran J !why
job.status 6.6 howFar J
job.status 8.6 howLong J running|wait|since !usual !history
job.status 8.6 remaining J
job.status 6.5 filter list !@job
job.status 6 filter jobs|job !@job
job.status 8.5 filter list|jobs @workstation
job.status 8.5 filter list|jobs @stream !howLong !predecessor !successor !depend
job.status 8.2 Running @workstation what|list
job.status 6 jobs @workstation !errorNoun !fail
job.status 6 ran what|which|jobs @time !@job !fail
job.failed 6 fail list|jobs|howMany|@time !@job
job.failed 5.5 fail|errorNoun !@job !@code !~job !@workstation
job.failed 4.6 fail|errorNoun !@job
job.failed 7 fail jobs|job|errorNoun !@job !@code
job.failed 7.3 fail what|which|show|night|@time !@job !@code !@stream !~job
job.failed 7 errorNoun list|@time|jobs !@job !@code
job.failed 8.5 fail|errorNoun list|jobs|errorNoun|what|@time|job @workstation !@job !why
job.failed 8.5 fail|errorNoun @stream !why !cause !happened
job.failed 6.2 happened @time !J
job.failed 6.2 problem @time !J
job.failed 7.5 notDone jobs|which !J !notStarted
job.failed 6 Failed jobs !@job
job.log 8.6 log J
job.log 6 log
job.log 9 log show J
job.why_waiting 9 why notStarted|wait|stuck|late|Held|Blocked|Ready|Waiting|hold
job.why_waiting 9.3 hold what|who|which|needing J
job.why_waiting 9.2 needing J
job.why_waiting 8.5 stuck J
job.why_waiting 9 wait|stuck what J !log
job.why_waiting 8.6 notStarted why|what
job.why_waiting 6 notStarted J !ran
job.why_waiting 5.6 wait|Held why|what|how
job.why_waiting 5.5 hold what J
job.diagnose 9.1 why fail|errorNoun !@code
job.diagnose 9.1 why fail|errorNoun J
job.diagnose 8.4 happened J
job.diagnose 8 cause J|fail|errorNoun
job.diagnose 8.8 cause J fail|errorNoun
job.diagnose 8.6 diagnose J|fail
job.diagnose 6 diagnose
job.diagnose 7 how fail|errorNoun J !history !usual
job.diagnose 7.8 fail what J !history !knowledge !log !conditional
job.diagnose 8.3 problem what|which|why|fail|mean J
job.diagnose 8.4 mean fail|errorNoun|happened J !@code
job.diagnose 6.5 why J
job.diagnose 4 why bare
job.dependencies 8.3 predecessor J
job.dependencies 8.3 successor J
job.dependencies 8.8 successor late J
job.dependencies 8.6 impact J
job.dependencies 9.1 predecessor|depend|successor what|which|who|show J !stuck !needing !log !why
job.dependencies 8.4 depend J
job.dependencies 9.15 conditional what|which|who|how|other J fail|late|notStarted|notDone|hold|stop|impact|cancel|down|stuck !knowledge !monitor !mean !why !status
job.dependencies 8.9 other J !history !knowledge
job.dependencies 8.7 wait who J !why !owner
job.dependencies 6 depend|predecessor !@runbook
job.history 8.6 history J
job.history 8.7 howLong usual J
job.history 8.2 howLong J
job.history 8.8 usual late|running J
job.history 9.2 deed how J !why
job.history 7.6 last ran|done J !log
job.history 7.8 when last J
job.history 7 how ran|done @time J
job.history 7.4 how ran @window J
job.history 6 when ran|done J !monitor
job.history 6 howLong|history
job.history 7.7 again fail J !why !happened !what
job.history 6.6 how deed J
job.monitor 9.2 monitor J
job.monitor 5 monitor
job.unmonitor 9.8 unmonitor
job.unmonitor 9.7 stop monitor
system.health 6 health !J
system.health 8.1 vitals jobs workstation !J
system.health 8.6 health execute !@agent !J !security
system.health 7 health environment !J !@workstation !@agent
system.health 6.6 environment status|up|done|how|problem !J !@workstation
system.health 6.4 howAreWe !J !@workstation
system.health 6.2 vitals !J
system.health 7 vitals environment !J
system.health 5 status !J !@workstation !@agent !@id !filter short
plan.late 7 late
plan.late 7.3 late jobs
plan.late 7.2 late list|what|which|jobs
plan.late 7.6 critical late|sla|done|status|risk|how|show|what|list
plan.late 6.5 critical !@job
plan.late 7.2 sla !@job
plan.late 8 sla late|risk
plan.late 6.8 risk !@job
plan.late 8.7 late|sla|risk @stream !why !successor
plan.late 7.4 late|sla|risk @job !why !successor
plan.late 8.8 sla @job !why !successor !monitor
workstation.status 6.5 @workstation
workstation.status 8 @workstation up|down|status|done|workstation|limit !@job
workstation.status 7.2 workstation !@job
workstation.status 9 agent down !@agent
workstation.status 8 workstation up|down|status|list|show|which|howMany|health !@job
workstation.status 6.8 limit @workstation|~workstation
workstation.status 7 ~workstation up|down|status|done|wait
workstation.status 6.5 up|down onlyNames @workstation
error.explain 6.8 @code
error.explain 9.3 mean @code
error.explain 9 mean|what|code|errorNoun @code !knowledge !@job
error.explain 9 ~code mean
error.explain 7 mean code|errorNoun !J
owner.who 9.4 owner N !predecessor
owner.who 6 owner !@agent !agent
knowledge.search 8.9 knowledge J|@code|@workstation|~code
knowledge.search 9.6 knowledge @code
knowledge.search 7.3 knowledge
knowledge.search 9 knowledgeBase
knowledge.search 6 show about topic @quote
agent.list 7.2 agent !@agent !@name
agent.list 8.5 agent list|show|what|which|howMany|health|status|yours !@agent !@name
agent.describe 8 @agent
agent.describe 9 @agent about|mean|can|what|show|status|health|help|up
agent.describe 7 agent about pronoun
agent.talk_to 9.6 talk @agent
agent.talk_to 9.6 execute call @agent
agent.talk_to 6 talk agent !leave
agent.leave 9.7 leave agent
agent.leave 9.2 leave bound
agent.leave 9.8 leave resync
agent.leave 9.8 leave @agent !talk
security.scan 9.7 security scan
security.scan 8 security !@agent !feedback !@runbook
security.scan 7 scan @agent securityAgent
security.scan 9.8 scan execute @agent securityAgent
security.scan 6.5 scan bound securityAgent
security.scan 6 scan environment
runbook.run 8.6 rerun J
runbook.list 8.3 runbook !@runbook !@id
runbook.list 8.6 runbook list|show|what|which|howMany !@runbook !@id
runbook.describe 8 @runbook
runbook.describe 9.5 @runbook what|about|mean|knowledge|how|why
runbook.describe 8.5 @runbook show|security
runbook.run 8.9 @runbook can|yes !what !how !about !mean !knowledge !security
runbook.run 9.4 execute @runbook
runbook.run 9.9 order @runbook
runbook.run 9.7 @runbook @input
runbook.run 7 order runbook
approval.list 8.6 approval !@id
approval.approve 9.4 approve approval @id
approval.list 8.9 approval list|show|what|which|howMany !@id
approval.approve 9.3 approve @id
approval.approve 9 approve ~id
approval.approve 6.5 approve first !@job !~job
approval.approve 7 approve approval first
approval.reject 9.5 reject @id
approval.reject 9.2 reject ~id
approval.reject 6.6 reject first !@job
task.list 9.3 whatDoing !@job
task.list 9 task yours !@id
task.list 7.2 task !@id !J
task.list 6 running yours !J
task.list 9.1 jobs yours !@job !fail
task.status 9.1 task @id
task.status 9.1 runbook @id !order
task.status 6.5 @id status|done|running|how !ticket !@inc
task.status 8 ~task status|done|running|ran|how
task.cancel 9.6 cancel task @id
task.cancel 9 cancel @id !unmonitor
task.cancel 8.6 cancel task
task.cancel 8.6 cancel ~task
ticket.show 9.2 ticket @id
ticket.show 9.3 @inc
ticket.list 8.9 ticket !@id !owner
ticket.list 9 ticket list|show|what|which|howMany|J !@id
report.handover 8.9 handover !owner
report.handover 5 shift !@job
report.handover 8 shift show|health|report|knowledge|execute|what !@job !owner
report.handover 8 health|report @night !@job !J
feedback.give 7.2 feedback !@job
feedback.give 8.3 feedback answer !@job
feedback.give 6 feedback
help 8.7 help !J !@agent !@runbook !@code
help 9.5 help bare !agent
help 5 help
greeting 6 greeting|thanks|bye onlyGreeting
greeting 8 onlyGreeting !howAreWe
greeting 6.9 onlyGreeting !environment
greeting 4 greeting|thanks|bye !@job
greeting 8.95 bye short
approval.approve 9.2 yes ~id approvals
approval.approve 9.4 yes @id approvals
approval.reject 9.3 no ~id approvals
job.failed 7.4 problem|fail|amiss jobs|@time !J !@workstation
job.history 8.9 usual J !late
job.history 9 usual J when|howLong|done|ran|how
job.history 9 earlier fail|deed J !what !which !who !conditional !why !monitor !notify
job.history 8.9 history when|how J !knowledge
job.monitor 9.45 notify upon J !why !history
system.health 7.4 report environment !J
workstation.status 9 agent up|down|linkage !yours !health !@agent !leave
workstation.status 8 linkage !J
owner.who 7.9 who J !wait !predecessor !successor !depend !hold
agent.leave 9.9 bound ends agent|@agent
runbook.run 8.7 @runbook @name !what !how !about !mean !knowledge
runbook.describe 9.95 @runbook what|conditional|happened|needing !@name
runbook.describe 9.95 @runbook conditional|happened what
feedback.give 6.4 amiss short !J !what !@time
job.diagnose 9.4 why @job @code !mean
job.diagnose 7.9 errorNoun what J !@code !log
job.diagnose 5.5 errorNoun @job !@code
system.health 5.6 environment short !J !@workstation !@agent !task !greeting
task.list 9 yours running|jobs|task !J !help !agent !@id
task.list 9 runbook running !@runbook !@id
agent.talk_to 9.4 want @agent !about !what !status !ends
agent.leave 9.1 bound ends short !J !@code
job.history 8.5 runs J !why !predecessor !successor !depend
job.history 8.7 howMany|earlier fail|errorNoun @job !why !happened !conditional
job.history 8 errorNoun|fail @window @job !why !happened
job.failed 7 fail|errorNoun short !J !@code !@workstation !why
report.handover 8 shift status|knowledge|when !@job !owner
job.status 4.6 ~job short !strange
system.health 8 report status !J !shift
job.why_waiting 9.3 predecessor wait what|which J !who
job.why_waiting 8 notStarted job|stream @job|@stream !done !what !conditional !ran
agent.describe 9.7 what @agent !owner !talk
agent.describe 9.6 who|mean @agent
approval.approve 8.6 yes @id !task !ticket !@inc !cancel !status
approval.reject 8.7 no @id !task !ticket !@inc !cancel !status !stop
job.unmonitor 9.75 stop notify
knowledge.search 9.3 knowledge how J
job.status 6 filter who|which !J
plan.late 9.2 late|sla notDone !J
plan.late 8 late done|howLong|history !J
job.history 7.5 @past how|what J !fail !errorNoun !happened !why !log !predecessor !successor !owner
job.history 7.5 @past @window @job onlyNames
system.health 8.2 Running fail|Failed Completed !J
report.handover 8 shift happened|monitor !@job
agent.leave 9.2 bound agent thanks|ends|bye
feedback.give 8.2 feedback thanks !J
job.why_waiting 8.6 notStarted why|how @job
greeting 4.8 greeting|thanks|bye short !J !@name !@code !@id
system.health 7.4 happened|vitals environment !J
agent.talk_to 8.8 @agent onlyNames
unknown 8.95 injection !@job
`;

export interface Rule {
  readonly intent: IntentName;
  readonly weight: number;
  /** Each must hold: one of `any` present, or, when `absent`, none of them. */
  readonly needs: readonly { readonly any: readonly string[]; readonly absent: boolean }[];
}

const macros: Readonly<Record<string, string>> = {
  J: "@job|@stream|~job|~stream",
  N: "@job|@stream|~job|~stream|@workstation|~workstation",
};

function expand(signal: string): string {
  return signal
    .split("|")
    .map((name) => macros[name] ?? name)
    .join("|");
}

function isIntentName(text: string): text is IntentName {
  return (intentNames as readonly string[]).includes(text);
}

function parseRule(line: string): Rule {
  const [intent = "", weight = "", ...signals] = line.trim().split(/\s+/);
  if (!isIntentName(intent)) throw new Error(`The grammar names no intent in "${line}".`);
  const needs = signals.map((signal) => {
    const absent = signal.startsWith("!");
    return { absent, any: expand(absent ? signal.slice(1) : signal).split("|") };
  });
  return { intent, weight: Number(weight), needs };
}

export const rules: readonly Rule[] = grammar
  .split("\n")
  .filter((line) => line.trim() !== "")
  .map(parseRule);
