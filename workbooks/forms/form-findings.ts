/** Knows how it is said that a form was not found, could be several, or is not the one that was named. */
import type { Finding } from '../../indicators/finding.ts'
import type { Form } from '../../indicators/form.ts'
import { text, type Text } from '../../indicators/text.ts'
import { wrongGiven } from '../submission/given.ts'
import { STAMP } from '../submission/witnesses.ts'
import { plainText } from '../words/plain-text.ts'

/** A form as a person knows it. */
export const nameOf = (form: Form): string => `${form.tableNumber ?? form.code}「${form.title}」`
export const listNames = (forms: readonly Form[]): string => forms.map(nameOf).join('、')

const LONGEST = 160

const finding = (rule: string, found: string, expected: Text): Finding => ({
  rule,
  class: 'mandatory',
  sheet: '',
  cell: '',
  found,
  expected,
})

export interface Place {
  readonly sheet: string
  readonly cell: string
}

/** One table that several forms fit. */
export const ambiguousForm = (forms: readonly Form[], place: Place): Finding => ({
  ...finding(
    'form.ambiguous',
    listNames(forms),
    text('只对应一种表式；请注明表号，或使用下发的模板', 'one form; print its number or use the template'),
  ),
  ...place,
})

/** The named form could stand on several sheets, and none of them looks like it. */
export const ambiguousSheet = (form: Form, sheets: readonly string[]): Finding =>
  finding(
    'form.sheets',
    sheets.join('、'),
    text(`只有一张可见的工作表是${nameOf(form)}`, `one visible sheet with ${form.code}`),
  )

/** No form at all; `seen` are the first words of the sheets. */
export const unknownForm = (seen: readonly string[], forms: readonly Form[]): Finding =>
  finding(
    'form.unknown',
    seen.length === 0
      ? '没有可见的、有内容的工作表'
      : plainText(seen.filter((t) => t.trim() !== '').join(' · ')).slice(0, LONGEST),
    text(
      `下列表式之一：${listNames(forms)}；请写明表号，或使用下发的模板`,
      `one of the forms ${forms.map((f) => f.code).join(', ')}`,
    ),
  )

/** Forms as a person may name them. */
export const textOf = (forms: readonly Form[]): Text =>
  text(listNames(forms), forms.map((f) => f.code).join(', '))

const oneOf = (forms: readonly Form[]): Text => {
  const { zh, en } = textOf(forms)
  return text(`下列表式之一：${zh}`, `one of the forms ${en}`)
}

/** A stamp names a form that the catalogue does not have. */
export const noSuchForm = (named: string, forms: readonly Form[]): Finding =>
  finding('form.unknown', named, oneOf(forms))

/** The sender names a form that the catalogue does not have. */
export const noSuchGivenForm = (named: string, forms: readonly Form[]): Finding =>
  wrongGiven('form', { sheet: '', cell: '', said: named, expected: oneOf(forms) })

/** A table that is laid out like forms whose table does not say what it is about. */
export const unnamedForm = (forms: readonly Form[], place: Place): Finding => ({
  ...finding(
    'form.unnamed',
    `版式与${listNames(forms)}相符，但表内没有写明是什么指标`,
    text(
      `报送时指定表式（--form ${forms.map((f) => f.code).join(' 或 ')}）；表内没有写明指标的，不作推断`,
      `the form named by the sender (--form ${forms.map((f) => f.code).join(' or ')})`,
    ),
  ),
  ...place,
})

/** Forms that nobody filled in. */
export const blankForms = (tables: readonly string[]): Finding =>
  finding(
    'form.blank',
    `${tables.length} 张空白表式：${tables.join('、')}`.slice(0, LONGEST * 2),
    text('填有数字的报表；空白表式不是报送', 'forms that are filled in; blank ones are no submission'),
  )

/** What is printed speaks of another form than the stamp. */
export const listDisagreements = (form: Form, printed: readonly Form[]): readonly Finding[] =>
  printed.length === 0 || printed.includes(form)
    ? []
    : [
        finding(
          'form.disagrees',
          `${STAMP.zh}：${nameOf(form)}；表上印的是${listNames(printed)}`,
          text('同一种表式', 'one form'),
        ),
      ]

/** A template of an older version. */
export const listOutdated = (form: Form, version: string): readonly Finding[] =>
  version === form.version
    ? []
    : [
        {
          ...finding(
            'form.version',
            version === '' ? '未注明' : version,
            text(
              `现行版本 ${form.version} 的模板；请下载新模板填报`,
              `the template of version ${form.version}`,
            ),
          ),
          class: 'verification',
        },
      ]

/** A table beside those that were read, with figures in it. */
export const unknownTable = (place: Place, found: string, forms: readonly Form[]): Finding => ({
  ...finding(
    'form.table-unknown',
    found.slice(0, LONGEST),
    text(
      forms.length === 0
        ? '本目录中的表式；这张表的数字未读取'
        : `与${listNames(forms)}相同的版式；这张表的数字未读取`,
      'a form of the catalogue; the figures of this table were not read',
    ),
  ),
  ...place,
  class: 'verification',
})

/** Figures on a sheet without any header. */
export const unreadSheet = (sheet: string, count: number): Finding => ({
  ...finding(
    'read.no-table',
    `${count} 个数字`,
    text('没有识别出表头的工作表，其中的数字未读取', 'a sheet without a header; its figures were not read'),
  ),
  sheet,
  class: 'verification',
})
