/** Knows the later figures in force that a figure of an earlier period must agree with, and how to tell of them. */
import type { Observation, ReadObservation } from '../observation.ts'
import { joinTexts, text } from '../text.ts'
import type { Verdict } from './rule-kind.ts'
import { listLaterInYear } from './steps.ts'
import { findValue, type Subject } from './subject.ts'

/**
 * What the same unit has in force for the later periods of the year, nearest first. None where the file only repeats
 * what was said before, or gives the later figure itself: nothing new is held against it there.
 */
export const listLaterFigures = (subject: Subject, at: ReadObservation): readonly Observation[] => {
  const value = findValue(at)
  if (value === undefined || value === findValue(subject.findBefore(at))) return []
  return listLaterInYear(at.period).flatMap((period) => {
    const key = { ...at, period }
    return subject.findOwn(key) ? [] : (subject.findBefore(key) ?? [])
  })
}

/** Where a later figure stands: the submission that must be corrected with this one. */
export const showSource = ({ source }: Observation): string =>
  `报送 ${source.submission}，${source.file} ${source.cell}`

/** One verdict on a figure beside the figures before and after it: what does not hold, all of it. */
export const joinVerdicts = (verdicts: readonly Verdict[]): readonly Verdict[] => {
  const broken = verdicts.filter((v) => v.truth === false)
  const told = broken.length > 0 ? broken : verdicts.slice(0, 1)
  return told.slice(0, 1).map((first) => ({
    ...first,
    found: told.map((v) => v.found).join('；'),
    expected: joinTexts(
      told.map((v) => v.expected),
      text('；', '; '),
    ),
  }))
}
