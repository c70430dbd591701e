/** Knows the pieces that the schemas of the house are made of, and how a refusal is said: where, found, expected. */
import { z } from 'zod'
import { InputError, NOT_GIVEN, type InputIssue } from './input-error.ts'
import { text, type Text } from './text.ts'

/** A string that a parse function of the house reads; its refusal becomes an issue of the schema, so that none hides the next. */
export const parsed = <T>(parse: (raw: string) => T) =>
  z.string().transform((raw, ctx): T => {
    try {
      return parse(raw)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      for (const { expected } of error.issues)
        ctx.addIssue({ code: 'custom', input: raw, message: expected.en, params: { expected } })
      return z.NEVER
    }
  })

/** One of the keys of a table of words. */
export const keyOf = <K extends string>(table: Readonly<Record<K, unknown>>) =>
  z.enum(Object.keys(table) as [K, ...K[]])

const TYPES: Readonly<Record<string, string>> = {
  string: '文字',
  number: '数值',
  int: '整数',
  boolean: 'true 或 false',
  array: '列表 […]',
  tuple: '列表 […]',
  object: '对象 {…}',
  record: '对象 {…}',
}

const SIZES: Readonly<Record<string, string>> = { string: '个字符', array: '项', set: '项' }

const sizeText = (issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string => {
  const unit = SIZES[issue.origin]
  const [limit, more] =
    issue.code === 'too_small' ? ([issue.minimum, true] as const) : ([issue.maximum, false] as const)
  if (unit) return `${more ? '至少' : '至多'} ${limit} ${unit}`
  return `${more ? '大于' : '小于'}${issue.inclusive === false ? '' : '或等于'} ${limit} 的数值`
}

const chineseExpectation = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected
    case 'too_small':
    case 'too_big':
      return sizeText(issue)
    case 'invalid_format':
      return issue.format === 'email' ? '电子邮件地址' : `符合格式 ${issue.pattern ?? issue.format} 的文字`
    case 'not_multiple_of':
      return `${issue.divisor} 的整数倍`
    case 'unrecognized_keys':
      return `没有多余的项目（${issue.keys.join('、')} 不认识）`
    case 'invalid_value':
      return `${issue.values.map(String).join('、')} 之一`
    case 'invalid_union':
      return 'options' in issue && issue.options
        ? `${issue.options.map(String).join('、')} 之一`
        : '所列形式之一'
    case 'invalid_key':
      return '合规的键'
    case 'invalid_element':
      return '合规的元素'
    case 'custom':
      return issue.message
  }
}

const isText = (value: unknown): value is Text =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value

const expectationOf = (issue: z.core.$ZodIssue): Text => {
  const own: unknown = issue.code === 'custom' ? issue.params?.['expected'] : undefined
  if (isText(own)) return own
  const english =
    issue.code === 'invalid_value' ? `one of ${issue.values.map(String).join(', ')}` : issue.message
  return text(chineseExpectation(issue), english)
}

const LONGEST = 60

/** A value as it is shown to the person who must mend it. */
export const showFound = (value: unknown): InputIssue['found'] => {
  if (value === undefined) return NOT_GIVEN
  const shown = typeof value === 'string' ? value : JSON.stringify(value)
  return shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown
}

const stepInto = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined

const labelOf = (value: unknown): string => {
  const label = ['code', 'variable', 'name']
    .map((key) => stepInto(value, key))
    .find((l) => typeof l === 'string')
  return typeof label === 'string' ? `:${label}` : ''
}

/** A path as it is shown: `indicators[3:software_revenue].targets[0].value`; counted from 0, as in JSON. */
export const showPath = (raw: unknown, path: readonly PropertyKey[]): string => {
  let value = raw
  let shown = ''
  for (const key of path) {
    value = stepInto(value, key)
    if (typeof key === 'number') shown += `[${key}${labelOf(value)}]`
    else shown += shown === '' ? String(key) : `.${String(key)}`
  }
  return shown
}

/** `文件 › 路径`, or the file alone. */
export const placeIn = (file: string, path: string): Text => {
  const place = path === '' ? file : `${file} › ${path}`
  return text(place, place)
}

/** What a schema made of a file: the data, or every issue in it with its place. */
export type SchemaResult<T> = { readonly data: T } | { readonly issues: readonly InputIssue[] }

/** Lays a schema on what came from outside. */
export const parseWithSchema = <S extends z.ZodType>(
  schema: S,
  file: string,
  raw: unknown,
): SchemaResult<z.output<S>> => {
  const result = schema.safeParse(raw, { reportInput: true })
  if (result.success) return { data: result.data }
  return {
    issues: result.error.issues.map((issue) => ({
      where: placeIn(file, showPath(raw, issue.path)),
      found: showFound(issue.code === 'unrecognized_keys' ? issue.keys.join('、') : issue.input),
      expected: expectationOf(issue),
    })),
  }
}
