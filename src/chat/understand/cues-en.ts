// What English operators say, by cue. A comma ends a phrase; `a|b` are alternatives, `word?` may be missing, `stem*` matches any ending.

import type { Cues } from "./cue.ts";

export const englishCues: Cues = {
  why: "why, how come, what for, reason, reasons",
  what: "what, wat, anything, something, everything",
  which:
    "anyone, anybody, nobody, which, any, list, all, anything, ones, every, each, everything, anybody, are there, is there, do we have, stuff",
  who: "who, whom, whose",
  when: "when, what time, at what time",
  how: "how",
  howMany: "how many, count of, number of",
  show: "show, list, give, display, get, fetch, print, see, view, tell, open, pull, pull up, bring up, bring, dump, send, need, want",
  fail: `needs fixing, need fixing, non zero, nonzero, non-zero, red ones, needs a? rerun, need a? rerun, ugly, gone red, flopped, collapsed, went south, gone south, barfed, puked, exploded, kicked the bucket, belly-up, did not finish ok, no good, damage, bang, go bang, not work, not worked, in trouble, bite the dust, croaked, hosed, broken down, broke down, gave up, bailed, casualties, casualty, lost, lose, bad, messed up, not make it, unsuccessfully, abort*, fell, fall over, fallen, dying, blows up, tripped, dumped, rip, failing,fail*, abend*, crash*, broke, broken, break, breaking, breaks, died, dead, die, dies, blew up, blow up, blown up, bombed, bomb,
    errored out?, went|gone|go|goes|going wrong, in error, in abend, fell over, went boom, red, went red, kaput, borked, tanked,
    went|go belly up, ended badly, ended abnormally, abnormal end, did not succeed|complete, not succeed, blowing up, choked, choke,
    unsuccessful, ko, nok, bust, busted, toast`,
  errorNoun: "error, errors, err, failure, failures, abend, abends, crashes",
  problem: "problem, problems, issue, issues, wrong, matter, trouble, fault, up with, going on with",
  happened: `what gives, what was it, up with, what is up with, what is the deal with, the story with, how did it end up, end up in, ended up in, what happened|happend, what happened to|with, what went wrong, what is wrong, happened to, what is going on with, what was wrong,
    what is the problem|matter|issue, what broke, what killed, what made, what caused, what took down, what brought down`,
  cause:
    "cause, causes, caused, causing, root cause, rca, culprit, made, to blame, reason for, reason behind, post mortem, killed, kill, kills, led to",
  diagnose:
    "walk me through the, diagnose, diagnosis, diagnostic, diagnostics, investigate, investigation, troubleshoot, analyse, analyze, analysis, debug, look into, dig into",
  wait: `sched, in sched, ready, intro, in intro, fence, waiting, wait, waits, waited, awaiting, pending, queued, queue, queueing, in the? queue, waiting on|for, wait on|for, not ready`,
  stuck: `frozen, seems frozen, hung up, not moved, not move, not budge, not budged, not advanced, not progressed, no movement, no progress, hangs on, hanging on, stuck on, does nothing, doing nothing, not doing anything, sleeping, parked,  stuck, hung, hanging, hangs, hang, frozen, not moving, not progressing, not advancing, stalled, stall, stalling, jammed, sitting there,
    sitting, idle, blocked, held up, in limbo, going nowhere, does not move, sits, sit`,
  hold: "taking so long, what is taking, taking, keeping, holdup, hold-up, hold up with, in its way, keeps it, keeps from, between it and running,  holding, holding up, holding back, blocking, held up, stopping, preventing, keeping, keeps, in the way of, delaying, holds, blocks, prevents",
  notStarted: `nothing happens, nothing happening, nothing happened, should have, should have kicked|started|run|gone, supposed to, was due, did not. why, not come up, not gone, not do anything, not move,not start, not started, not starting, not run, not running, not ran, not begin, not begun, not kick off, not kicked off, not launch,
    not launched, not execute, not executed, not fire, not fired, not go, not gone, not submitted, not trigger, not triggered, yet to start|run|begin,
    not kicked, not going, not run yet, not started yet, not starting yet, not execute yet, never started, never ran, refuse to start, refuses|refusing to start|run, no start`,
  ran: "run, ran, runs, executed, execute, been run, go through, gone through, went through, start, started, kick off, kicked off, begin, begun, began, launched, fire, fired",
  done: `done, finished, finish, complete, completed, ended, end, over, succeed, succeeded, successful, successfully, ok, okay, pass, passed,
    make it, made it, through, finishes, completes, green, fine, good, well, wrapped up, wrap up`,
  running:
    "running, executing, in progress, in flight, still running, ongoing, currently running, in execution, exec",
  status: `status, state, stats, situation, progress, standing, condition, how is, how are, how did, where is, doing, looking, look, check, check on, update on,
    what about, how about, news on, word on, where are we with, eta, update, current status, how far, whereabouts, how goes`,
  jobs: "jobs",
  job: "job, batch, process, task",
  stream: "stream, jobstream, streams, jobstreams, schedule, job stream, job streams",
  log: `spit, spit out, error messages from, messages from, last lines|line of, lines of, lines from, lines, errors did, say before, says, did it say, did it print, print,  printed, wrote, writes, said, logged, last words, dump,log, logs, joblog, job log, output, outputs, stdlist, stdout, stderr, sysout, spool, logfile, log file, console output, print-out, printout, trace, last lines, tail`,
  predecessor: `what triggers, triggers, triggered by, who feeds, feeds into, feed, parents, parent jobs, what starts, need to finish first, has to finish first, have to finish before, has to finish before,  predecessor, predecessors, preds, pred, upstream, prerequisite, prerequisites, prereq, prereqs, comes|come|runs|run|goes|go before,
    dependent on, depending on, depend on, depends on, needs to run first, have to run first, must run before, feeds, required by|for, before`,
  successor: `dependents, next in line, waiting behind, behind, waiting after, stays down, does that break, what does that break, jobs wait, what else is late, else is late|delayed|affected, gets delayed by, waiting for this, next after, which job is next, comes next, runs next, goes next, is next, needs it, job chain, chain, which jobs need, jobs need, who needs, what needs, waits on it, waiting on it, relies, children, child jobs, consumes, consumers, leads to, kicks off, hang off, hangs off,  successor, successors, succs, downstream, comes|come|runs|run|goes|go|happens|follows|starts|kicks after, next after, affected by, impacted by,
    affected, impacted, impact, impacts, affects, affect, waits for|on, after, follows, late because of, delayed by|because, blast radius`,
  depend:
    "depend, depends, dependency, dependencies, dependent, dependents, deps, depending, dependant, relies, rely, relies on",
  history: `start and end times, start and end, times of, first time, when was the last, last green, over the last month, run every day|night, run daily, each night, day by day, over time, how many times has|did, so far this|week|month, compared to, yesterday and today, same time yesterday, last time, track record, doing this past, been doing, compare, previous ones, ten runs, last ten, last 10, last 5, last five, last 3, last three, last few, past few, history, historical, happened before, done this before, stats, statistics, last good run, last success, last succeeded, last succeed, last few times, previous days, behave|behaved last, failed before, the runs, ever failed|fail|abended|run, before today, in the past, previous ones, outcomes, past week, how did it do, fail|fails|abends often, runs around, history, historical, past runs|executions, last runs|executions, previous runs|executions, recent runs|executions, run history, last few runs, last run|execution, latest run|runs|execution, most recent run,
    executions, how often, how frequently, last time, last ran, last executed, last started, last finished, last completed, last failed, last abended, runs of, past performance,
    previous run|execution, trend, times did, how many times, last few executions, previous times, track record, statistics`,
  howLong: `how many minutes|hours, minutes does, hours does, how much time, how long, duration, run time, runtime, average, avg, typical, elapsed, elapsed time, run times, runtimes, durations, on average`,
  usual:
    "slower, getting slower, faster, getting worse, reliable, how reliable, stable, regular, usually, normally, typically, typical, normal, usual, generally, average, avg, on average, expected, tend to, tends to",
  last: "last, latest, most recent, previous, recent, recently",
  monitor: `alerts, alert, get alerts, babysit, i want to hear, look over, watch over, as soon as, i want to know when|as|once, want to know when, drop me a? line|note|message, give me a? ping|heads-up|heads|call|shout|nudge, heads-up when, poke me, tap me, let me know, tell me if|once|when, inform me, call me when|if, subscribe me,  notifications, notification, shout if|when|once, shout, alerts for|on, tell me the moment, the moment it|that, live, buzz me, wake me|me up? if|when, monitor, monitoring, watch, watching, follow, following, track, tracking, keep an? eye on, keep an? eye, keep watching, let me know when|if|once|as, tell me when|if|once|as, notify,
    alert me, ping me, warn me, keep me posted|updated|informed, subscribe, stay on, keep tabs on, give me a? shout when, shout when, inform me when, observe, live updates, updates on, let us know, message me, follow along, text me`,
  stop: "forget about, forget, do not need, take off, off watch, stop, cease, quit, end, do not bother|need|want|keep, no longer, no more, never mind, disable, turn off, enough, drop, remove, finish, off, not need to, no need to",
  unmonitor: `no more updates|alerts|notifications|pings|messages|monitoring, stop sending|telling|the|bothering|following, no need to watch|monitor|follow|track, stop following|tracking, do not watch|monitor|follow|track, do not need updates|notifications|alerts, do not notify|ping|alert me?, quit following|tracking, cancel the? watch|monitor|monitoring|alert|alerts|notification|notifications, stop the? watch|monitor|monitoring, turn off the? monitoring|alerts|notifications|updates, disable the? monitoring|alerts|notifications|updates|monitor, can stop, unmonitor, unwatch, unfollow, untrack, unsubscribe, mute, stop watching|monitoring|following|tracking|notifying|alerting|pinging|updates, quit watching|monitoring, no longer watch|monitor|follow, stop the? updates|notifications|alerts`,
  health: `working, good or bad night, bad night, rundown, health, healthy, how are we|things, how are we doing, overview, summary, all good, all ok, everything ok|fine|good|alright|okay|green|running|normal|up, all green, all systems, system status,
    how is everything|it, how is it going|looking, how are things, big picture, any problems|issues|trouble|incidents, anything wrong, healthcheck, health check, snapshot, sitrep, in shape, in good shape, overall`,
  environment:
    "master, engine, server side, estate, whole thing, shop, everything, the night, the batch, tonight, environment, env, system, systems, hwa, tws, plan, scheduler, everything, overall, general, operation, operations, platform, production, prod, shop, whole, estate, things, landscape, workload, batch, engine",
  late: "not on track, cutting it close, tight, make the cut, going to be late, will be late, running close, over time, overtime, past time, too long, hold up the, on pace, slower, exceeded, breach, breached, breaches, breaching, over their estimated|expected|estimate, over its estimated|expected, estimated time, not going to finish, not finish in time, make it by|before, make it in time, in time, longer than expected|usual|normal, running long, on schedule, behind time, running over, overrunning, overrun, overran, taking too long, exceeding, will we be done|finished, done by, finish by, be done by, in time, latest start, past its|their latest|deadline, late, delayed, delay, delays, behind, behind schedule, overdue, slipping, running late, not on time, lagging, slow, past due, lateness, out of time, tardy, slip, slipped",
  critical: "critical, critical path, critical jobs",
  risk: "risk, at risk, risky, jeopardy, endangered, in danger, likely to miss, going to miss, will miss, miss, missed, missing",
  sla: "batch window, make the batch|window|deadline|cut-off|cutoff, the window, window,  sla, slas, deadline, deadlines, on time, cut-off, cutoff, on track, time limit",
  workstation:
    "workstation, workstations, fta, ftas, fault tolerant agent, cpu, cpus, server, servers, node, nodes, machine, machines, host, hosts, extended agent, dynamic agent, dynamic agents, hwa agent, hwa agents, tws agent, tws agents, broker, domain manager, pool",
  up: "back, reach, back up|online, come back, came back, ok, up, online, available, active, reachable, connected, linked, alive, up and running, on line, healthy, link",
  down: "down, offline, unreachable, unlinked, off line, disconnected, unavailable, inactive, not linked, not available, not reachable, not connected, lost, out of service, not up, dropped",
  mean: "supposed to mean, what the heck is, what the hell is, heard of, what kind of, significance, help me understand, tell me about, clue, any clue, translation, cause, causes, come from, plain english, in english, mean, means, meaning, meant, explain, explanation, stand for, stands for, what is, what does, definition, define, decode, translate, interpret, understand",
  code: "error code, return code, exit code, rc, code, abend code, message, error message, codes, sqlcode, completion code, cond code, condition code",
  owner: `on duty for, duty, whom, in charge of, go-to person, go to person, subject matter expert, sme, supervisor, analyst, manager of, author, who do i hand|send|report, get hold of, who can help, who can i, dev team, developers of, somebody from, someone from, squad, the team for, team owns|own|is|handles|supports|responsible, team of, team behind, needs to know, built, authored, knows about, wrote, who do i wake|wake up|bother|call up|talk to|speak to|mail|email|reach|bug|chase, who do we call|contact|page|ping|wake, who should|can|could|must i|we wake|reach|notify|email|mail|inform|bother|speak, who is on call|duty|it for, who is on the hook, number for, on-call number, whose, who do i, who should i, whom do i|we, whom should i|we, who to wake|notify|email|inform|talk|speak|bother, who wrote, who made, owner, owners, own, owns, owned, responsible, in charge, in charge of, accountable, who do i call|contact|ask|page|ping|phone|escalate, who should|can|could i|we call|contact|ask|page|ping|phone|talk,
    who to call|contact|ask|page|ping, contact, contacts, contact for, takes|take care of, takes|take care, looks after, look after, looking after, maintains, maintain, on-call, on call, oncall, belongs|belong to, belongs, which team, what team, whose job,
    support team, who handles|supports|manages|maintains|runs, handles, escalate, escalation, point of contact, poc, whom do i, who answers for, who is behind, is behind, supports, e-mail of, phone number, email for|of, who gets paged, who gets called`,
  knowledge: `how do i|we|you, how do i|we fix, how to, how can i|we, how should i|we, how would i|we, fix, fixing, fixes, fixed, resolve, resolving, resolution, resolutions, solve, solving, solution, solutions, procedure, procedures, documentation, docs, doc, document, documented, documents, manual, known issue|issues|error|errors|problem|problems|solution|fix,
    knowledge base, knowledge, kb, workaround, workarounds, instructions, guide, guides, steps to, steps, sop, remedy, recover from, recovery, wiki, what should|do|can i|we do, article, articles, playbook for, handle, deal with, remediation, best way to, how was, seen this before, steps for, what to do, recovering, troubleshooting, read about, written`,
  agent: "who else can i talk, agent, agents, bot, bots, assistant, assistants, specialist, specialists",
  about:
    "who is, about, more about, more, details, detail, describe, description, tell me about, more on, info, info on, information, capabilities, introduce, who is, what is, what does, explain, capable, abilities, able, purpose, explain",
  can: "can, could, able",
  talk: "chat to, bring me, i need the, hook me up with, hand over to, swap to, use the, pass the ball to, ask for the, move me to, move to, give me the, a word with, put the, word with, get me the, let me have, talkto, talk-to, switch me over|over to, put me on, hand me, talk to|with, talk, speak to|with, speak, chat with|to, chat, connect me to|with, connect, switch to, switch me to, put me through, hand me over to, transfer me to, bind to, route me to, get me, conversation with, switch over to, pass me to, pass me over to, take me to, bring in, patch me through, put me on with",
  leave:
    "we are done, that is it for this, i am done here, that is it for, that is all for, leave this|the, get me back, take me back, want to go back, back to normal chat, close this|the, back to the? default|main|start|beginning|normal, leave, exit, go back, back to resync, unbind, quit, done talking, stop talking, end chat|conversation, back to normal, leave the? agent, back to the? router, return to resync, switch back, done with, end the? conversation|chat|session, talk to resync, disconnect, stop talking to|with, get out of, get me out, i am done with, close the? conversation",
  security:
    "holes, hole, exposed, exposure, leaks, leak, safe, cve, dependencies safe, attack surface, security, vulnerability, vulnerabilities, vulnerable, secure, compliance, cve, cves, secrets, hardening, permissions, leaked",
  scan: "scan, scans, audit, auditing, check, checks, scanning, sweep, assessment, review, report, test, inspect, inspection, scanner, recheck",
  runbook:
    "what can i run, can i run here, what can i execute|launch, what can you automate, can you automate, runbook, runbooks, playbook, playbooks, run book, run books, recipes, automation, automations, run-book",
  execute:
    "run, execute, start, launch, trigger, kick off, kickoff, invoke, fire, perform, apply, use, begin, initiate, kick off the?, go with, rerun, re-run, go run",
  approval: `pending with me, waiting on me, on my desk, from me, with me, have to sign, what do i have to sign off|approve, sign off on what, have to approve, should i approve, can i approve, i need to approve, need to sign, waiting on me, waiting on my, pending my, pending on me, need my decision, needs a decision, approval, approvals, approvals pending, pending approvals, sign-off, sign-offs, signoff, sign off, needs my approval|ok, waiting for my approval|ok, to approve, need approving, awaiting approval, checkpoint, checkpoints,
    awaiting my approval|ok, needs approval, need approval, to be approved, needs approving, my approval|ok, to sign, requests, waiting for approval, anything to approve, decide, decisions, decision, waiting for me, needs me, need my ok|approval`,
  approve:
    "let through, through, give the? go, go for, green light for, thumbs up for, permit, bless, cleared, clear, i sign off, sign off on, approve, approved, approving, accept, authorize, authorise, green light, greenlight, lgtm, give the? go-ahead, allow, confirm, ok, i approve, sign off on, okay, go ahead with, go ahead",
  reject:
    "no go, hold off on, throw out, kill request, cancel request, do not let, no thanks, do not go, not approved, disapproved, blocked, reject, rejected, rejecting, deny, denied, decline, refuse, disapprove, turn down, veto, do not approve, say no to, do not run, not approve, block, no to, do not allow",
  task: `task, tasks, tasks running, background tasks, resync jobs, your jobs, your own jobs, your tasks, jobs of yours, run, runs, execution, session, sessions, workflow, workflows, runbook execution`,
  yours: "you, your, yours, resync, yourself, own",
  whatDoing: `what are you currently|now|actually executing|running|doing|working, in your queue, your queue, are you busy, busy with, keeping you busy, you got going, got going on, have you got, are you executing, you executing, are you currently, on your end|side, you have running, you have going, you got running, resync working on|running|executing|doing|busy, resync up to, what is resync up to, resync itself, itself working on, working on right now, working on, what are you doing|running|executing, what are you working on, are you doing|running, are you working on, what are you up to, you working on, you doing, you running, what is resync doing|running|working,
    resync is doing|running, resync doing|running|working, what are you busy with, are you busy, running in the? background, in progress on your side, on your plate`,
  cancel:
    "cancel, cancelling, abort, kill, stop, terminate, halt, call off, interrupt, scrap, cancellation, drop, end, canceling",
  ticket: "ticket, tickets, incident, incidents, servicenow, snow, case, cases, inc, incident ticket, itsm",
  handover:
    "my shift, baton, taking over, did i miss, what did i miss, starting my shift, start of my? shift, handover, hand-over, hand over, handoff, hand-off, hand off, shift, shift change, shift report, shift summary, next shift, turnover, shift log, end of shift, end of my shift, outgoing shift, night shift, day shift",
  feedback: `solved it, that solved, fixed it, nope, spot-on, that is not it, worked for me, that worked, did the trick, not it, saved me, saved my, exactly what i needed|wanted|asked, what i needed, not what i asked|wanted|meant, you got it wrong|right, got that wrong|right, you are wrong|right, nailed it, spot on, way off, that is not, made no sense, makes no sense, feedback, helpful, unhelpful, not helpful, useful, useless, not useful, thumbs up|down, wrong answer, right answer, that was|is wrong|right|correct|incorrect|helpful|great|bad|good|perfect|useful|useless|awful|terrible|excellent|spot, good|great|bad|nice|perfect|wrong|terrible|poor answer,
    rate, rating, stars, star, out of 5, out of five, that helped|worked, it helped|worked, did not help, not what i asked, not correct, incorrect, answer was, your answer, that did not help, that answer, this answer, was helpful, this helped, not right, that fixed it, it fixed, this is wrong|great|useless, score, not accurate, good job, well done, great job, nice work`,
  answer: "answer, answers, response, reply, suggestion, that, this",
  help: "what do you understand, what to type|ask, do not know what, i need help, what is possible, what can resync do, how can you help, how does resync work, list of commands, what do i type, teach me, examples, example questions, faq, how do i ask, quick guide, show help, features, who are you, what are you, how do i use this|you|resync|the, use this thing, how do i use this thing|bot, what can i, show me what you can do, how do i start|begin, where do i start, what are my options, how do i talk to you, tutorial, show commands, what is resync,  help, help me, commands, what can you do|help, how do you work, how does this work, what do you do, usage, instructions, what can i ask|do, options, manual, man, features, how do i use, how to use, what commands, capabilities, who are you, what are you, what questions, get started, what else can you, what is this bot, menu, abilities, what do you know",
  greeting:
    "hi team, hello all, hi everyone, hey guys, nice to meet you, how is it hanging, good day, happy monday|friday, wassup, hi bot, hi, hello, hey, good morning|afternoon|evening|night|day, morning, howdy, yo, hiya, greetings, sup, hey there, hi there, hello there, good to see you, evening, how are you, how are you doing, how do you do, how is life, what is up, hi all, evening all, are you there, you there, hola",
  thanks:
    "thanks for the|your help, thank you for, for the help, thanks, thank you, thank, cheers, much appreciated, appreciated, many thanks, thanks a lot|bunch, ta, great, perfect, cool, nice, awesome, got it, great stuff, brilliant, lovely, good stuff, excellent, ok thanks, all good",
  bye: "bye, goodbye, see you, see ya, cya, later, good night, farewell, bye bye, cheerio, see you later|tomorrow, take care, have a good|nice one|day|night|weekend|evening, ciao, talk later, i am off, signing off",
  pronoun:
    "it, its, that, this, them, that one, this one, same, the same, that job, this job, the job, those, these, same job, one",
  and: "and, also, what about, how about, plus, now, then, ok, okay, so, or, but",
  impact:
    "impact, impacts, impacted, gets|get hit, what gets|get hit, suffers, suffer, blast radius, knock-on, knock on, ripple, what else breaks|fails|stops, else fails|breaks, consequences, consequence, fallout, collateral",
  shift: "shift, crew, shift crew, day crew, night crew, colleagues, day team, night team, next team, relief",
  needing:
    "on a prompt|file|resource|slot, for a prompt|file|resource|slot, needs to happen, need to happen, has to happen, still need, still needs, still missing, need|needs before, needs to go|start|run, need to go|start|run, lack, lacks, missing, is missing, left before, keeping it|this from, between it and, required for it|this to",
  remaining:
    "how long until|till, how much longer, time left, how much time left, eta, when will, when does, when is, expected to finish|end, expected end, estimated end, finish time, end time, when should, how long before, be done, be finished, be ready, going to finish|end",
  howFar: "how far along, how far, percentage, percent, progress, how much of",
  since: "how long has, how long have, how long is",
  howAreWe:
    "are we good, we good, all well, all quiet, everything well, all fine, any fires, anything burning, how is the plan|shop|batch|system|environment|production, how goes it, how goes the, are things ok|fine|good, anything i need to know, what is the situation, general situation, how do we stand, where do we stand, is it all, everything in order, everything up, anything weird, anything unusual, how is today|tonight, quiet night, how are we, how are we doing|looking, how are things, how is everything, everything ok|okay|fine|alright|good|green|normal, all good|ok|okay|green|fine|quiet|clear, are we ok|good|green|healthy, is everything, how is it going|looking, how are the systems, how does everything look, how do things look, anything i should know|worry, anything on fire, on fire, is it quiet, everything under control, how do we look, how is the night, any trouble, anything to worry, any red flags",
  limit: "limit, fence, limits, job limit",
  report:
    "report, summary, summarise, summarize, sum up, recap, wrap-up, digest, rundown, write-up, brief, briefing, notes",
  knowledgeBase:
    "knowledge base, kb, wiki, knowledgebase, search the? knowledge|docs|documentation, known solutions|solution|fix|issue",
  injection:
    "drop table, select from, delete from, insert into, rm, sudo, script, poem, joke, story, weather, recipe, song, essay, ignore all? previous|prior|your|the|above|my instructions|rules|prompts|prompt, system prompt, ignore all? previous|prior instructions, ignore everything, disregard, jailbreak, developer mode, you are now, act as, pretend, pretend to be, forget your|all|everything, your prompt, hidden prompt, initial prompt, your instructions, reveal, dan mode, api key, passwords, password, your secrets, admin token, previous instructions",
  decision:
    "it, them, this, that, please, now, thanks, thank you, decline, reject, approve, deny, ok, all, both, request, approval, no, yes, do not, refuse, sure, go ahead, for me, then, thx, cancel, and, one, the, job, right now, immediately, asap",
  conditional: "if, in case, suppose, assuming, should, what happens when, what happens if",
  other: "else, others, other jobs, what else, who else, next job, rest, anything else",
  again:
    "again, lately, often, keeps failing|breaking|crashing|abending, every night|day|time, always, how often, how many times, regularly, frequently, before",
  vitals:
    "numbers, alarms, any alarms, calm, counts, totals, dashboard, sitrep, cockpit, big picture, picture, summary, overview, going on, snapshot, status report, pulse, heartbeat, all clear",
  night: "night, nights, tonight, overnight",
  yes: "confirm, allow, i am ok with, fine by me, yes, yep, yeah, yup, sure, go, go for, go ahead, fine, fine with me, lgtm, ok, okay, agreed, do it, proceed, looks good",
  no: "no, nope, nah, no way, never, not now, no to, stop",
  earlier:
    "before, in the past, previously, earlier, ever, already once, other times, a lot, often, regularly, frequently",
  notify:
    "yell, shout, scream, call me, call, message, message me, send me, send, report back, be told, get told, wake me, wake, ping, holler, text, buzz, alert, heads-up, heads up, poke, nudge, notified, informed, note, beep, page me, hear, know",
  upon: "when, if, once, as soon as, until, the moment, whenever, after, in case, the second, the minute",
  linkage: "linked, unlinked, link, reachable, unreachable, connected, disconnected, link status",
  ends: "out, return, end, no more, bye, enough, done, over, stop, finished, exit, quit, goodbye, back, leave, drop, dismiss",
  amiss:
    "wrong, incorrect, false, not true, not right, nonsense, rubbish, bogus, inaccurate, outdated, misleading",
  want: "want, need, give me, bring, bring in, get, get me, call, call in, summon, put, let me have, i would like, pass me, take me, hand",
  runs: "runs, executions, timings, outcomes, results, run log, occurrences, first time",
  rerun: "rerun, re-run, run again, restart, resubmit, retry",
  deed: "has been, been running lately, been going, happened, happening, behave, behaved, perform, performed",
  link: "link, link my? account, link me",
  Completed:
    "completed, complete, successful, succeeded, finished, done, ended ok, green, successfully, ended well, success, succ, ended, ok",
  Running: "running, executing, in progress, in execution, active, exec, currently running, in flight",
  Waiting: "waiting, queued, pending, wait, in the? queue, yet to start|run, not started, not yet started",
  Ready: "ready, ready to run|start|go",
  Held: "held, on hold, in hold, hold, being held, put on hold, holding",
  Blocked: "blocked, stuck, suspended, susp",
  Cancelled: "cancelled, canceled, cancel, cancld, called off, cancelled by, killed, aborted",
  Suppressed: "suppressed, suppress, supressed, skipped",
  Unknown: "unknown, undecided, unknown status|state",
  Failed: "failed, abended, failing, broken, in error, in abend, crashed",
};

/** Words that carry grammar only; they tell the language, are no typo of a cue and no name. */
export const englishFillers = `the a an of for to in on at by from with and or but is are was were be been being am do does did has have had will would
  can could should shall may might must i you he she we they me my your our their us him her it its this that these those there here please kindly now
  yet still already just ever never not no yes yeah yep nope so as if then than too very really actually maybe some any every each both more most much
  many lot again back out off into over under up down about around today currently right moment time something anything nothing someone anyone thing
  things way good bad new old first second one two hey hi guys team folks mate sir hello got get getting go going goes gone come came let make made take know
  need want like think see look say said tell ask asking wondering wonder curious quick question sorry excuse thanks quickly asap urgent once only
  name named called quite same other another next previous because since until till while during after before between`;
