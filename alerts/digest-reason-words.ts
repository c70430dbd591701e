/** Knows the one line of reason of a warning that is told in few lines: its figures of today, or what was found, not longer than a line bears. */
import { formatPeriod } from '../indicators/derivation.ts'
import type { DigestFigures, DigestLine } from '../indicators/digest-line.ts'
import { formatBounded, formatFigure } from '../indicators/figure-text.ts'
import { LIGHTS } from '../indicators/light.ts'
import { text, type Text } from '../indicators/text.ts'

/** Columns of a reason before it is cut, a Chinese sign taking two; the workbook that goes with the mail has it whole. */
const LONGEST = 110

export const withUnit = (figure: string, unit: string): string =>
  unit === '%' ? `${figure}%` : `${figure} ${unit}`

/** `2020年1—11月 9864 亿元，路径值 10542 亿元（推算）`. */
export const figuresText = ({ value, planned, decimals, unit }: DigestFigures): Text => {
  const when = formatPeriod(value.period, value.basis)
  const actual = formatBounded(withUnit(formatFigure(value.value, decimals), unit), value.bound)
  const made = value.synthetic ? text('（合成数据）', ' (synthetic)') : text('', '')
  const now = text(`${when.zh} ${actual.zh}${made.zh}`, `${when.en}: ${actual.en}${made.en}`)
  if (!planned) return now
  const path = withUnit(formatFigure(planned.value, decimals), unit)
  const derived = planned.derived ? text('（推算）', ' (derived)') : text('', '')
  return text(`${now.zh}，路径值 ${path}${derived.zh}`, `${now.en}, path ${path}${derived.en}`)
}

/** How far P, or L where P is undefined, is from a hundred; that the figures no longer speak for today. */
export const distanceText = ({ progress, level, light, lightWord }: DigestFigures): Text => {
  const reached = progress ?? level
  if (reached === null) return text('', '')
  const stale =
    light === 'grey'
      ? text(`（现为 ${LIGHTS.grey.symbol} ${lightWord.zh}）`, ` (now ${LIGHTS.grey.symbol} ${lightWord.en})`)
      : text('', '')
  if (reached >= 100) return text(`，已达到进度${stale.zh}`, `, on schedule${stale.en}`)
  const behind = formatFigure(100 - reached, 2)
  return text(`，落后 ${behind} 个百分点${stale.zh}`, `, ${behind} points behind${stale.en}`)
}

const columnsOf = (sign: string): number => (sign > '\u2e7f' ? 2 : 1)

/** As many of the first signs as fit. */
const fitting = (said: string): string => {
  let columns = 0
  const kept = [...said].filter((sign) => (columns += columnsOf(sign)) <= LONGEST)
  return kept.join('')
}

/** Cut behind the last part that still fits. */
const cut = (said: string): string => {
  const kept = fitting(said)
  if (kept === said) return said
  const end = Math.max(...['；', '，', '; ', ', '].map((sign) => kept.lastIndexOf(sign)))
  return `${end > 0 ? kept.slice(0, end) : kept}……`
}

/** The reason of a warning in one line: of 落后于进度 the figures as they stand at the week's end. */
export const briefReason = ({ kind, figures, reason }: DigestLine): Text | null => {
  if (kind === 'behind-path' && figures && (figures.progress ?? figures.level) !== null) {
    const [now, far] = [figuresText(figures), distanceText(figures)]
    return text(`${now.zh}${far.zh}`, `${now.en}${far.en}`)
  }
  return reason && text(cut(reason.zh), cut(reason.en))
}
