/** Knows where a text stops being JSON, without a word of what stands in it: that may be secret. */
import { text, type Text } from '../indicators/text.ts'

const faultOf = (content: string): string | undefined => {
  try {
    JSON.parse(content)
    return undefined
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return error.message
  }
}

/** Some faults are told with their position; of the others it is where the text, read so far, becomes wrong. */
const positionOf = (content: string, fault: string): number => {
  const [, told] = / at position (\d+)/.exec(fault) ?? []
  if (told !== undefined) return Number(told)
  const ends = Array.from({ length: content.length }, (_, index) => index + 1)
  const end = ends.find((one) => faultOf(content.slice(0, one))?.startsWith('Unexpected token'))
  return end === undefined ? content.length : end - 1
}

/** Line and column of what is wrong, counted from 1; undefined when it is JSON. */
export const findJsonFault = (content: string): Text | undefined => {
  const fault = faultOf(content)
  if (fault === undefined) return undefined
  const before = content.slice(0, positionOf(content, fault)).split('\n')
  const [line, column] = [before.length, (before.at(-1) ?? '').length + 1]
  return text(`第 ${line} 行第 ${column} 个字符不合 JSON 语法`, `no JSON at line ${line}, column ${column}`)
}
