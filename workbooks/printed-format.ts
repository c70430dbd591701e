/** Knows what a number format makes people see: a word behind the number, and a number smaller than the one stored. */
import type { PrintedFormat } from './grid.ts'

/** The first section of a format code, cut into what it prints as it is and what it means. */
interface Piece {
  readonly literal: boolean
  readonly text: string
}

/** `!` prints the next character in Chinese Excel, as the backslash does. Undefined where a condition picks the section. */
const cutFormat = (code: string): readonly Piece[] | undefined => {
  const pieces: Piece[] = []
  for (let at = 0; at < code.length && code.charAt(at) !== ';'; at++) {
    const c = code.charAt(at)
    if (c === '_' || c === '*') at++
    else if (c === '\\' || c === '!') pieces.push({ literal: true, text: code.charAt(++at) })
    else if (c === '"') {
      const end = code.indexOf('"', at + 1)
      const close = end < 0 ? code.length : end
      pieces.push({ literal: true, text: code.slice(at + 1, close) })
      at = close
    } else if (c === '[') {
      const end = code.indexOf(']', at + 1)
      if (end < 0 || /^(?:[<>=]|(?:h+|m+|s+)$)/i.test(code.slice(at + 1, end))) return undefined
      at = end
    } else pieces.push({ literal: c > '\u007f', text: c })
  }
  return pieces
}

const isDigit = ({ literal, text }: Piece): boolean => !literal && /^[0#?]$/.test(text)

/** Commas behind the last digit before the point or the end divide by a thousand each; others only group. */
const countThousands = (pieces: readonly Piece[]): number => {
  const plain = pieces
    .filter((p) => !p.literal)
    .map((p) => p.text)
    .join('')
  return [...plain.matchAll(/(,+)(?![0#?,])/g)].reduce((sum, m) => sum + (m[1]?.length ?? 0), 0)
}

/** `0!.0` prints a point that is none: each digit behind it makes the number look ten times smaller. */
const countBehindPoint = (pieces: readonly Piece[]): number => {
  const point = pieces.findIndex((p) => p.literal && p.text === '.')
  if (point < 1 || !pieces.slice(0, point).some(isDigit)) return 0
  return pieces.slice(point).filter(isDigit).length
}

/** What is seen under this format code; undefined where it is the stored number and no word. */
export const findPrintedFormat = (code: string): PrintedFormat | undefined => {
  const pieces = cutFormat(code)
  const last = pieces?.findLastIndex(isDigit) ?? -1
  if (!pieces || last < 0 || pieces.some((p) => !p.literal && /[/@e]/i.test(p.text))) return undefined
  const behind = pieces.slice(last + 1).filter((p) => p.literal)
  const word = behind
    .map((p) => p.text)
    .join('')
    .trim()
  const scale = 1000 ** countThousands(pieces) * 10 ** countBehindPoint(pieces)
  return word === '' && scale === 1 ? undefined : { word, scale }
}
