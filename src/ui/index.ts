export * from './actions.tsx';
export * from './calendar-strip.tsx';
export * from './components.tsx';
export { type DiffPart, diffText } from './diff-text.ts';
export * from './document-view.tsx';
export * from './file-preview.tsx';
export * from './filters.tsx';
export {
  DateField,
  type DateFieldProps,
  DateTimeField,
  ErrorSummary,
  FileField,
  type FileFieldProps,
  Help,
  Messages,
  SelectField,
  type SelectFieldProps,
  type SelectOption,
  TextArea,
  type TextAreaProps,
  TextField,
  type TextFieldProps,
} from './form.tsx';
export * from './form-choices.tsx';
export * from './form-parts.tsx';
export * from './form-state.ts';
export { classes, renderPage } from './html.ts';
export { Icon, type IconName } from './icons.tsx';
export * from './lists.tsx';
export {
  GROUNDS_OF_PAPER,
  ModeSwitches,
  type PaperGround,
  type ReadingMode,
  SearchForm,
  type SearchFormProps,
  type ShellAssets,
  TEXT_SIZES,
  type TextSize,
  type Tone,
} from './shell-common.tsx';
export * from './shell-console.tsx';
export * from './shell-portal.tsx';
