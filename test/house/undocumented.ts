/** Knows which exported functions of a file stand without a doc comment of their own. */
import { listCode, type Token } from './tokens.ts'

/** Verbs that open the name of a function (DESIGN 6.10): a const so named is one, whatever makes it. */
const VERB = /^(?:parse|read|write|find|compute|judge|compose|render|open|list|append)(?=[A-Z])/

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '<': '>' }

const isArrow = (code: readonly Token[], i: number): boolean =>
  code[i]?.text === '=' && code[i + 1]?.text === '>'

/** The index after the bracket that closes the one at `start`. */
const afterBracket = (code: readonly Token[], start: number): number => {
  const opening = code[start]?.text ?? ''
  const closing = CLOSING[opening]
  let depth = 0
  for (let i = start; i < code.length; i += 1) {
    const token = code[i]
    if (token?.kind !== 'sign') continue
    if (token.text === opening) depth += 1
    if (token.text === closing && !isArrow(code, i - 1)) depth -= 1
    if (depth === 0) return i + 1
  }
  return code.length
}

/** The index after the `=` that gives a const its value, past a type with arrows and braces of its own. */
const valueOf = (code: readonly Token[], name: number): number => {
  let i = name + 1
  while (i < code.length && (code[i]?.text !== '=' || isArrow(code, i)))
    i = code[i]?.kind === 'sign' && '([{'.includes(code[i]?.text ?? '') ? afterBracket(code, i) : i + 1
  return i + 1
}

const isFunctionAt = (code: readonly Token[], start: number): boolean => {
  const i = code[start]?.text === 'async' ? start + 1 : start
  if (code[i]?.text === 'function') return true
  if (code[i]?.kind === 'word') return isArrow(code, i + 1)
  const parameters = code[i]?.text === '<' ? afterBracket(code, i) : i
  if (code[parameters]?.text !== '(') return false
  const after = afterBracket(code, parameters)
  return code[after]?.text === ':' || isArrow(code, after)
}

/** The name of the function that the `export` at `i` exports; undefined when it exports none. */
const findFunctionName = (code: readonly Token[], i: number): string | undefined => {
  const start = code[i + 1]?.text === 'default' ? i + 2 : i + 1
  if (isFunctionAt(code, start)) {
    const after = code
      .slice(start, start + 4)
      .find((t) => t.kind === 'word' && !/^(async|function)$/.test(t.text))
    return after?.text ?? 'default'
  }
  if (code[start]?.text !== 'const') return undefined
  const name = code[start + 1]?.text ?? ''
  return VERB.test(name) || isFunctionAt(code, valueOf(code, start + 1)) ? name : undefined
}

/** Name and line of each. The comment that opens the file speaks for the file, not for its first function. */
export const listUndocumented = (tokens: readonly Token[]): { name: string; line: number }[] => {
  const code = listCode(tokens)
  const opening = tokens.find((t) => t.kind === 'comment' && t.text.startsWith('/**'))
  return tokens.flatMap((token, i) => {
    if (token.kind !== 'word' || token.text !== 'export') return []
    const name = findFunctionName(code, code.indexOf(token))
    const comment = tokens[i - 1]
    const documented = comment?.kind === 'comment' && comment.text.startsWith('/**') && comment !== opening
    return name === undefined || documented ? [] : [{ name, line: token.line }]
  })
}
