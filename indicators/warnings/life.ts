/** Knows the life of a warning as 督办: which step a person may take where it stands, and what he must say with it. */
import { isSameText, judgeExplanation } from '../edit-rules/explanation.ts'
import { InputError, type InputIssue } from '../input-error.ts'
import { addDays, type Day } from '../period.ts'
import type { WarningRules } from '../plan.ts'
import { joinTexts, text, type Text } from '../text.ts'
import type { Act, Wish, WishKind } from './act.ts'
import type { Sign } from './sign.ts'
import { countSilentDays } from './silence.ts'
import { WANTED } from './wanted.ts'
import { WARNING_EVENTS, WARNING_STATES, type NewEvent, type Warning, type WarningStage } from './warning.ts'

/** What was answered before on the subject of a warning. */
export interface EarlierAnswer {
  /** Number of the warning that it answered. */
  readonly warning: string
  readonly cause: string
  readonly measures: string
}

/** What a person wants, who he is, and what must be known to judge it. */
export interface Asking {
  readonly wish: Wish
  readonly actor: string
  readonly on: Day
  readonly rules: WarningRules
  /** The newest sign of the figures: what a closing may rest on. */
  readonly sign: Pick<Sign, 'level' | 'firm'> | undefined
  readonly earlier: readonly EarlierAnswer[]
}

/** 发出 → 签收 → 答复 → 复核 → 销号; a reply that does not pass, or of which the review was wrong, is owed again. */
const STEPS: Readonly<Record<WarningStage, readonly WishKind[]>> = {
  opened: ['acknowledged', 'silenced'],
  acknowledged: ['explained', 'silenced'],
  explained: ['reviewed', 'rejected', 'silenced'],
  reviewed: ['closed', 'rejected', 'silenced'],
  withdrawn: [],
  closed: [],
}

/** The steps that a person may take now. */
export const listSteps = ({ stage, silence }: Pick<Warning, 'stage' | 'silence'>): readonly WishKind[] => [
  ...STEPS[stage],
  ...(silence ? (['unsilenced'] as const) : []),
]

const issue = (where: Text, found: InputIssue['found'], expected: Text): InputIssue => ({
  where,
  found,
  expected,
})

const partOf = (warning: Warning, zh: string, en: string): Text =>
  text(`预警 ${warning.number} 的${zh}`, `${en} of warning ${warning.number}`)

const listIllegal = (warning: Warning, { wish }: Asking): InputIssue[] => {
  const allowed = listSteps(warning)
  if (allowed.includes(wish.kind)) return []
  const [stage, wanted] = [WARNING_STATES[warning.stage], WARNING_EVENTS[wish.kind]]
  const names = allowed.map((kind) => WARNING_EVENTS[kind])
  const expected =
    names.length === 0
      ? text('没有后续步骤：该预警已经了结', 'no further step: the warning has ended')
      : text(
          `可行的步骤：${joinTexts(names, '、').zh}`,
          `one of the steps that are open: ${joinTexts(names, ', ').en}`,
        )
  const where = text(`预警 ${warning.number}（${stage.zh}）`, `warning ${warning.number} (${stage.en})`)
  return [issue(where, wanted, expected)]
}

/** What is said, and what a real one would tell. */
interface Said {
  readonly where: Text
  readonly words: string
  readonly wanted: Text
}

const listUnreal = ({ where, words, wanted }: Said, earlier: readonly string[] = []): InputIssue[] => {
  const verdict = judgeExplanation(words, earlier)
  if (verdict.accepted) return []
  const expected =
    verdict.fault === 'copy'
      ? text(`${wanted.zh}；不能照抄`, `${wanted.en}; not a copy of what was said before`)
      : wanted
  return [issue(where, verdict.found, expected)]
}

type Answer = Extract<Wish, { kind: 'explained' }>

/**
 * The cause of a warning may well stay what it was, and so may the measures beside a cause that is told better: what was
 * answered to this warning before is not given again as a whole.
 */
const listRepeated = (warning: Warning, wish: Answer, { earlier }: Asking): InputIssue[] => {
  const repeated = earlier.some(
    (e) =>
      e.warning === warning.number &&
      isSameText(e.cause, wish.cause) &&
      isSameText(e.measures, wish.measures),
  )
  if (!repeated) return []
  const expected = text(
    '原因、措施至少一项有改动；只改完成时限的，在措施中写明',
    'another cause or other measures; where only the completion date is another, measures that say so',
  )
  return [issue(partOf(warning, '答复', 'answer'), '原因和措施都与此前对本预警的答复相同', expected)]
}

const wordsOfOthers = (warning: Warning, { earlier }: Asking): string[] =>
  earlier.filter((e) => e.warning !== warning.number).flatMap((e) => [e.cause, e.measures])

/** Answers to other warnings are copied neither in cause nor in measures. */
const listUnanswered = (warning: Warning, wish: Answer, asking: Asking): InputIssue[] => [
  ...listUnreal(
    { where: partOf(warning, '原因', 'cause'), words: wish.cause, wanted: WANTED.cause },
    wordsOfOthers(warning, asking),
  ),
  ...listUnreal(
    { where: partOf(warning, '措施', 'measures'), words: wish.measures, wanted: WANTED.measures },
    [...wordsOfOthers(warning, asking), wish.cause],
  ),
  ...listRepeated(warning, wish, asking),
  ...(wish.due < asking.on
    ? [
        issue(
          partOf(warning, '完成时限', 'completion date'),
          wish.due,
          text(`${asking.on} 或以后的日期`, `a day from ${asking.on} on`),
        ),
      ]
    : []),
]

const listOverlong = (
  warning: Warning,
  wish: Extract<Wish, { kind: 'silenced' }>,
  { on, rules }: Asking,
): InputIssue[] => {
  const left = rules.silenceDays - countSilentDays(warning.events, { from: warning.openedAt, to: on })
  const last = addDays(on, left - 1)
  if (wish.until >= on && wish.until <= last) return []
  const [zh, en] =
    left <= 0
      ? [
          `不再静默：已用完 ${rules.silenceDays} 天`,
          `no more silence: its ${rules.silenceDays} days are used up`,
        ]
      : [
          `${on} 至 ${last}（一件预警总共至多静默 ${rules.silenceDays} 天）`,
          `${on} to ${last}: a warning may be silent for ${rules.silenceDays} days in all`,
        ]
  return [issue(partOf(warning, '静默期限', 'end of the silence'), wish.until, text(zh, en))]
}

/** Who answered does not review his own reply. */
const listSelfReview = (warning: Warning, actor: string): InputIssue[] => {
  const answered = warning.events.findLast((e) => e.kind === 'explained')
  if (answered?.actor !== actor) return []
  const expected = text('答复人以外的人复核', 'someone other than who answered')
  return [issue(partOf(warning, '复核人', 'reviewer'), actor, expected)]
}

const blank = (where: Text, said: string, expected: Text): InputIssue[] =>
  said.trim() === '' ? [issue(where, '（空）', expected)] : []

const OPINION = text('复核意见', 'the opinion of the reviewer')
const OWNER = text('为静默负责的人', 'who answers for the silence')

/** What is missing or not real in the words that come with a step. */
const listFaults = (warning: Warning, asking: Asking): InputIssue[] => {
  const { wish, actor } = asking
  switch (wish.kind) {
    case 'acknowledged':
      return []
    case 'explained':
      return listUnanswered(warning, wish, asking)
    case 'reviewed':
      return [
        ...listSelfReview(warning, actor),
        ...blank(partOf(warning, '复核意见', 'review'), wish.text, OPINION),
      ]
    case 'rejected':
      return [
        ...listSelfReview(warning, actor),
        ...listUnreal({
          where: partOf(warning, '退回理由', 'reason of the rejection'),
          words: wish.text,
          wanted: WANTED.rejected,
        }),
      ]
    case 'silenced':
      return [
        ...listUnreal({
          where: partOf(warning, '静默理由', 'reason of the silence'),
          words: wish.text,
          wanted: WANTED.silenced,
        }),
        ...blank(partOf(warning, '静默负责人', 'owner of the silence'), wish.owner, OWNER),
        ...listOverlong(warning, wish, asking),
      ]
    case 'unsilenced':
      return listUnreal({
        where: partOf(warning, '解除静默的理由', 'reason to lift the silence'),
        words: wish.text,
        wanted: WANTED.unsilenced,
      })
    case 'closed':
      return groundOf(asking) === 'made-good'
        ? []
        : listUnreal({
            where: partOf(warning, '销号理由（最新数值未达进度）', 'reason to close it behind the path'),
            words: wish.text,
            wanted: WANTED.closed,
          })
  }
}

/**
 * Figures close a warning by themselves when they are firm and have been good for long enough. A person may close it
 * sooner where the newest firm figure is good; a preliminary figure, a missing one and one that is only less bad do not
 * carry a closing, so that there it is a decision of his own, needs a real reason, and is written down as such.
 */
const groundOf = ({ sign }: Asking): 'made-good' | 'decision' =>
  sign?.level === null && sign.firm ? 'made-good' : 'decision'

const actOf = (asking: Asking): Act => {
  const { wish } = asking
  return wish.kind === 'closed' ? { ...wish, ground: groundOf(asking) } : wish
}

/**
 * The event that a person's wish leads to. Level and period stay those of the figures: what people do moves no light.
 * @throws InputError when the step is not open where the warning stands (naming those that are), or with everything that
 * is not real in what is said. Source: METHOD, section 6; PRACTICE, How plans are judged.
 */
export const decideStep = (warning: Warning, asking: Asking): NewEvent => {
  const { wish, actor, on } = asking
  const illegal = listIllegal(warning, asking)
  const nobody = blank(text('经办人', 'actor'), actor, text('姓名或单位', 'the name of a person or a unit'))
  const issues = [...nobody, ...(illegal.length > 0 ? illegal : listFaults(warning, asking))]
  if (issues.length > 0) throw new InputError(issues)
  return {
    on,
    kind: wish.kind,
    level: warning.level,
    period: warning.period,
    actor,
    reasons: [],
    derivation: text('', ''),
    act: actOf(asking),
  }
}
