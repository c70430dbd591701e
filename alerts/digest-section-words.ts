/** Knows the sections of the weekly message: the first lines with all figures, what goes on in few lines, the rest counted. */
import { DIGEST_SECTIONS, type Digest, type DigestSection } from '../indicators/digest.ts'
import type { DigestLine } from '../indicators/digest-line.ts'
import type { Language } from '../indicators/text.ts'
import { composeGroupWords, countLines, listGroups } from './digest-groups.ts'
import type { LineWords } from './digest-line-words.ts'

/** More than this no one reads, and a message over 102 KB is cut off by some readers of mail; the workbook has every line. */
const TOLD_IN_FULL = 10
const TOLD = 32

export interface SectionWords {
  readonly title: string
  readonly lines: readonly LineWords[]
  /** That more of them stand in the attachment; null when all are here. */
  readonly rest: string | null
}

/** What changed, in the order of the message. */
export const NEWS: readonly DigestSection[] = ['new', 'worse', 'eased', 'ended', 'withdrawn']
const SECTIONS: readonly DigestSection[] = [...NEWS, 'continuing']

/** What he knows already, and what is over, is told in few lines. */
const isBrief = (section: DigestSection, { updated, escalated }: DigestLine): boolean =>
  section === 'ended' || section === 'withdrawn' || (section === 'continuing' && !updated && !escalated)

/** `新增（3件）`. */
const sectionTitle = (section: DigestSection, count: number, language: Language): string => {
  const title = DIGEST_SECTIONS[section][language]
  return language === 'zh' ? `${title}（${count}件）` : `${title} (${count})`
}

/** `其余3件见附件预警清单`. */
const restText = (count: number, language: Language): string | null => {
  if (count === 0) return null
  return language === 'zh' ? `其余${count}件见附件《预警清单》` : `${count} more in the attached list`
}

/** The sections that hold a line, in order. */
export const composeSections = (digest: Digest, language: Language): readonly SectionWords[] => {
  const sections = SECTIONS.map((section) => ({ section, groups: listGroups(digest.sections[section]) }))
  return sections
    .map(({ section, groups }, index): SectionWords => {
      const before = sections.slice(0, index).reduce((sum, one) => sum + one.groups.length, 0)
      const shown = groups.slice(0, Math.max(0, TOLD - before))
      return {
        title: sectionTitle(section, countLines(groups), language),
        lines: shown.map((group, place) => {
          const brief = before + place >= TOLD_IN_FULL || isBrief(section, group[0])
          return composeGroupWords(group, { section, digest, language, brief })
        }),
        rest: restText(countLines(groups.slice(shown.length)), language),
      }
    })
    .filter(({ lines, rest }) => lines.length > 0 || rest !== null)
}
