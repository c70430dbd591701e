/** Knows the sentences of the weekly message in one language, so that its HTML and its text say the same. */
import { DIGEST_SECTIONS, type Digest, type DigestSection } from '../indicators/digest.ts'
import { LIGHTS, type Light } from '../indicators/light.ts'
import type { Day } from '../indicators/period.ts'
import { OUTCOMES } from '../indicators/submission.ts'
import { text, type Language, type Text } from '../indicators/text.ts'
import { composeSummaryLists } from './digest-summary-words.ts'
import { composeMissingWords, composeSilencedWords, type ListWords } from './digest-list-words.ts'
import type { NamedReason } from './named-reason.ts'
import { composeSectionWords } from './digest-groups.ts'
import type { LineWords } from './digest-line-words.ts'

export interface DigestWords {
  readonly language: Language
  readonly subject: string
  readonly title: string
  readonly week: string
  readonly addressee: string
  readonly overview: readonly string[]
  /** 合成数据, when any figure was made up. */
  readonly synthetic: string | null
  readonly lights: readonly {
    readonly light: Light
    readonly label: string
    readonly word: string
    readonly count: number
  }[]
  readonly sections: readonly { readonly title: string; readonly lines: readonly LineWords[] }[]
  /** 静默中、未报: what is not told as a warning, and is not forgotten. */
  readonly lists: readonly ListWords[]
  readonly grey: { readonly title: string; readonly rows: readonly NamedReason[] } | null
  readonly submissions: { readonly title: string; readonly rows: readonly NamedReason[] }
  readonly notes: readonly string[]
}

/** Writes both languages of a sentence and takes the asked one. */
export type Say = (zh: string, en: string) => string

const sayIn =
  (language: Language): Say =>
  (zh, en) =>
    language === 'zh' ? zh : en

const monthDay = (day: Day): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`

const weekText = ({ week }: Digest): Text => {
  const [year, number] = [week.label.slice(0, 4), Number(week.label.slice(6))]
  return text(`${year}年第${number}周`, week.label)
}

const NEWS: readonly DigestSection[] = ['new', 'worse', 'eased', 'ended', 'withdrawn']
const SECTIONS: readonly DigestSection[] = [...NEWS, 'continuing']

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

const subjectOf = (digest: Digest, say: Say): string => {
  const [when, news] = [weekText(digest), newsCounts(digest)]
  const made = digest.synthetic ? text('（合成数据）', ' (synthetic data)') : text('', '')
  return say(
    `【预警周报】${digest.plan.name}${when.zh}：${news.zh || '本周无新增预警'}${made.zh}`,
    `[Warning digest] ${digest.plan.name} ${when.en}: ${news.en || 'no new warnings'}${made.en}`,
  )
}

const newsSentence = (digest: Digest, say: Say): string => {
  const news = newsCounts(digest)
  const continuing = digest.sections.continuing.length
  const goingOn = continuing > 0 ? text(`，延续${continuing}件`, `; ${continuing} continuing`) : text('', '')
  return say(
    `本周预警：${news.zh || '无新增、无变化'}${goingOn.zh}。`,
    `This week: ${news.en || 'nothing new, no change'}${goingOn.en}.`,
  )
}

/** How many answers are due, the nearest day, and how many are late. */
const dutySentence = ({ sections }: Digest, say: Say): string[] => {
  const due = Object.values(sections)
    .flat()
    .flatMap(({ duty }) => (duty?.by ? [{ by: duty.by, overdue: duty.overdue }] : []))
  const late = due.filter((d) => d.overdue > 0).length
  const nearest = due
    .filter((d) => d.overdue === 0)
    .map((d) => d.by)
    .toSorted()[0]
  if (due.length === 0) return []
  const next = nearest ? text(`，最近期限${monthDay(nearest)}`, `, the next by ${nearest}`) : text('', '')
  const overdue = late > 0 ? text(`，其中逾期${late}件`, `, ${late} of them overdue`) : text('', '')
  return [
    say(
      `待签收、待说明${due.length}件${next.zh}${overdue.zh}。`,
      `${due.length} to be answered${next.en}${overdue.en}.`,
    ),
  ]
}

const ORDER = ['green', 'blue', 'yellow', 'red', 'grey'] as const satisfies readonly Light[]

const lightsOf = (digest: Digest, language: Language): DigestWords['lights'] =>
  ORDER.map((light) => ({
    light,
    label: `${LIGHTS[light].symbol} ${LIGHTS[light].colour[language]}`,
    word: LIGHTS[light].word[language],
    count: digest.lights[light],
  }))

const sectionsOf = (digest: Digest, language: Language): DigestWords['sections'] =>
  SECTIONS.filter((section) => digest.sections[section].length > 0).map((section) => {
    const lines = digest.sections[section]
    const title = DIGEST_SECTIONS[section][language]
    return {
      title: sayIn(language)(`${title}（${lines.length}件）`, `${title} (${lines.length})`),
      lines: composeSectionWords(lines, { section, digest, language }),
    }
  })

/** One row for each reason, with the names of all that share it. */
const byReason = (grey: Digest['grey'], language: Language): NamedReason[] =>
  [...new Set(grey.map((g) => g.reason[language]))].map((reason) => ({
    name: grey
      .filter((g) => g.reason[language] === reason)
      .map((g) => g.name)
      .join(language === 'zh' ? '、' : ', '),
    reason,
  }))

const greyOf = ({ grey }: Digest, language: Language): DigestWords['grey'] =>
  grey.length === 0
    ? null
    : {
        title: sayIn(language)(
          `灰灯指标及原因（${grey.length}项）`,
          `Grey indicators and why (${grey.length})`,
        ),
        rows: byReason(grey, language),
      }

const submissionsOf = ({ submissions }: Digest, language: Language): DigestWords['submissions'] => {
  const { received, open } = submissions
  const say = sayIn(language)
  return {
    title: say(
      `本周报送：收到${received}份，待处理${open.length}份`,
      `Submissions this week: ${received} received, ${open.length} to be dealt with`,
    ),
    rows: open.map(({ file, unit, outcome, reason }) => ({
      name: [unit, file].filter((part) => part !== null).join(' '),
      reason: [OUTCOMES[outcome][language], ...(reason ? [reason[language]] : [])].join(say('：', ': ')),
    })),
  }
}

const notesOf = ({ plan: { thresholds } }: Digest, say: Say): string[] => [
  say(
    '增量完成度 P＝（实际值－基期值）÷（路径值－基期值）×100；水平达成度 L＝实际值÷路径值×100（下降类指标取倒数）。',
    'P = (actual − baseline) ÷ (path − baseline) × 100; L = actual ÷ path × 100 (inverted where the indicator should fall).',
  ),
  say(
    `灯号按 P 判定（P 无定义时按 L）：不落后为绿，落后不足${thresholds.yellow}个百分点为蓝，${thresholds.yellow}—${thresholds.red}为黄，超过${thresholds.red}为红；数据不足或口径变动待核为灰。`,
    `The light follows P (L where P is undefined): not behind green, less than ${thresholds.yellow} points behind blue, ${thresholds.yellow}–${thresholds.red} yellow, more than ${thresholds.red} red; grey without sufficient data or with the scope under review.`,
  ),
  say(
    '路径值注“推算”的，由基期值和计划目标值推算，计划文本未单独列出。',
    'A path value marked “derived” follows from the baseline and the printed targets; the plan does not print it.',
  ),
  say('本邮件由监测系统自动发出，请勿直接回复。', 'Sent by the monitoring system; please do not reply.'),
]

/** Leaders have one page; in a week without news so has everybody. */
const isSummary = ({ recipient, occasion }: Digest): boolean => recipient.step > 0 || occasion !== 'news'

const bodyOf = (
  digest: Digest,
  language: Language,
): Pick<DigestWords, 'sections' | 'lists' | 'grey' | 'submissions' | 'notes'> => {
  const say = sayIn(language)
  const sections = sectionsOf(digest, language)
  const lists = [...composeMissingWords(digest, language), ...composeSilencedWords(digest, language)]
  const submissions = submissionsOf(digest, language)
  const notes = notesOf(digest, say)
  if (!isSummary(digest)) return { sections, lists, grey: greyOf(digest, language), submissions, notes }
  return {
    sections: [],
    lists: [...composeSummaryLists(sections, language), ...lists],
    grey: null,
    submissions: { ...submissions, rows: [] },
    notes: notes.slice(-1),
  }
}

/** Composes every sentence of a digest in a language. */
export const composeDigestWords = (digest: Digest, language: Language): DigestWords => {
  const say = sayIn(language)
  const { week, plan, recipient } = digest
  return {
    language,
    subject: subjectOf(digest, say),
    title: say(`${plan.name}预警周报`, `Warning digest: ${plan.name}`),
    week: say(
      `${weekText(digest).zh}（${monthDay(week.from)}—${monthDay(week.to)}）`,
      `${week.label} (${week.from} – ${week.to})`,
    ),
    addressee: say(`${recipient.name}：`, `To: ${recipient.name}`),
    overview: [newsSentence(digest, say), ...dutySentence(digest, say)],
    synthetic: digest.synthetic
      ? say(
          '本期含合成数据，仅供演练，不得引用。',
          'Contains synthetic data, for rehearsal only; not to be cited.',
        )
      : null,
    lights: lightsOf(digest, language),
    ...bodyOf(digest, language),
  }
}
