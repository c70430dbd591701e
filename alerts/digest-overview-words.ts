/** Knows the subject and the first sentences of the weekly message: what is new, what is owed and by when, in thirty seconds. */
import { DIGEST_SECTIONS, type Digest } from '../indicators/digest.ts'
import type { Day } from '../indicators/period.ts'
import { text, type Language, type Text } from '../indicators/text.ts'
import type { Week } from '../indicators/week.ts'
import { NEWS } from './digest-section-words.ts'

/** Writes both languages of a sentence and takes the asked one. */
export type Say = (zh: string, en: string) => string

export const sayIn =
  (language: Language): Say =>
  (zh, en) =>
    language === 'zh' ? zh : en

export const monthDay = (day: Day): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`

export const weekText = ({ label }: Week): Text =>
  text(`${label.slice(0, 4)}年第${Number(label.slice(6))}周`, label)

/** `新增1件、加重1件`; empty when no section of news has a line. */
const newsCounts = ({ sections }: Digest): Text => {
  const changed = NEWS.map((s) => ({ word: DIGEST_SECTIONS[s], count: sections[s].length }))
  const updated = sections.continuing.filter((line) => line.updated).length
  const parts = [...changed, { word: text('有新数据', 'with new figures'), count: updated }].filter(
    (p) => p.count > 0,
  )
  return text(
    parts.map(({ word, count }) => `${word.zh}${count}件`).join('、'),
    parts.map(({ word, count }) => `${count} ${word.en}`).join(', '),
  )
}

/** The days by which something is owed, and how late each is. */
const listDue = ({ sections }: Digest): readonly { readonly by: Day; readonly overdue: number }[] =>
  Object.values(sections)
    .flat()
    .flatMap(({ duty }) => (duty?.by ? [{ by: duty.by, overdue: duty.overdue }] : []))

/** What besides warnings is the occasion of this mail. */
const owedCounts = ({ recipient, submissions, missing }: Digest): Text => {
  const parts = [
    { word: text('退回、待说明报送', 'submissions to be mended'), count: submissions.open.length },
    { word: text('本周到期未报', 'reports missing this week'), count: missing.fresh.length },
  ].filter(({ count }) => count > 0 && recipient.step === 0)
  return text(
    parts.map(({ word, count }) => `，${word.zh}${count}份`).join(''),
    parts.map(({ word, count }) => `, ${count} ${word.en}`).join(''),
  )
}

/** The news stand before the long name of the plan: a phone shows some twenty signs. */
export const subjectOf = (digest: Digest, say: Say): string => {
  const [when, news, owed] = [weekText(digest.week), newsCounts(digest), owedCounts(digest)]
  const late = listDue(digest).filter(({ overdue }) => overdue > 0).length
  const overdue = late > 0 ? text(`，逾期${late}件`, `, ${late} overdue`) : text('', '')
  const made = digest.synthetic ? text('（合成数据）', ' (synthetic data)') : text('', '')
  return say(
    `【预警周报】${when.zh}：${news.zh || '无新增预警'}${owed.zh}${overdue.zh}——${digest.plan.name}${made.zh}`,
    `[Warning digest] ${when.en}: ${news.en || 'no new warnings'}${owed.en}${overdue.en} – ${digest.plan.name}${made.en}`,
  )
}

const newsSentence = (digest: Digest, say: Say): string => {
  const news = newsCounts(digest)
  const since = digest.since && weekText(digest.since)
  const continuing = digest.sections.continuing.length
  const goingOn = continuing > 0 ? text(`，延续${continuing}件`, `; ${continuing} continuing`) : text('', '')
  const from = since
    ? text(`自上一封（${since.zh}）以来`, `Since your last digest (${since.en})`)
    : text('首封周报', 'Your first digest')
  return say(
    `${from.zh}：${news.zh || '预警无新增、无变化'}${goingOn.zh}。`,
    `${from.en}: ${news.en || 'nothing new, no change'}${goingOn.en}.`,
  )
}

/** How many answers are due, the nearest day, how many are late and how late. */
const dutySentence = (digest: Digest, say: Say): string[] => {
  const due = listDue(digest)
  if (due.length === 0) return []
  const late = due.filter((d) => d.overdue > 0)
  const nearest = due
    .filter((d) => d.overdue === 0)
    .map((d) => d.by)
    .toSorted()[0]
  const longest = Math.max(...late.map((d) => d.overdue))
  const next = nearest
    ? text(`，最近期限${monthDay(nearest)}（含当日）`, `, the next by ${nearest}`)
    : text('', '')
  const overdue =
    late.length > 0
      ? text(
          `，其中逾期${late.length}件，最长${longest}天`,
          `, ${late.length} of them overdue, by ${longest} day(s) at most`,
        )
      : text('', '')
  return [
    say(
      `待签收、待说明${due.length}件${next.zh}${overdue.zh}。`,
      `${due.length} to be answered${next.en}${overdue.en}.`,
    ),
  ]
}

/** What is owed besides answers, counted. */
const owedSentence = ({ missing, submissions, silenced }: Digest, say: Say): string[] => {
  const parts = [
    { zh: '未报报表', en: 'reports missing', unit: '份', count: missing.fresh.length + missing.older.length },
    { zh: '退回、待说明的报送', en: 'submissions to be mended', unit: '份', count: submissions.open.length },
    { zh: '静默中的预警', en: 'warnings silenced', unit: '件', count: silenced.length },
  ].filter(({ count }) => count > 0)
  if (parts.length === 0) return []
  const zh = parts.map((p) => `${p.zh}${p.count}${p.unit}`).join('，')
  return [say(`${zh}。`, `${parts.map((p) => `${p.count} ${p.en}`).join(', ')}.`)]
}

/** Who must answer is told how: the mail itself comes from a machine. */
const answerSentence = (digest: Digest, say: Say): string[] => {
  const { scope, step } = digest.recipient
  if (scope.kind !== 'reporting-unit' || step > 0 || listDue(digest).length === 0) return []
  return [
    say(
      '签收、说明请填写预警通知单所附的回执，发回通知单载明的签发单位。',
      'Please acknowledge and explain on the slip of the notice, and send it back to the office named there.',
    ),
  ]
}

/** A leader reads first whether anything is red. */
const redSentence = ({ recipient, reds }: Digest, say: Say): string[] => {
  if (recipient.step === 0) return []
  if (reds.length === 0) return [say('没有红灯和红色预警。', 'No red light and no red warning.')]
  const late = reds.filter(({ lines }) => lines.some(({ duty }) => (duty?.overdue ?? 0) > 0)).length
  const overdue =
    late > 0
      ? text(`，其中逾期未办${late}项`, `, ${late} of them overdue`)
      : text('，没有逾期', ', none overdue')
  return [
    say(
      `红灯和红色预警${reds.length}项${overdue.zh}。`,
      `${reds.length} red light(s) or red warning(s)${overdue.en}.`,
    ),
  ]
}

/** The sentences above everything else. */
export const composeOverview = (digest: Digest, say: Say): readonly string[] => [
  newsSentence(digest, say),
  ...redSentence(digest, say),
  ...dutySentence(digest, say),
  ...owedSentence(digest, say),
  ...answerSentence(digest, say),
]
