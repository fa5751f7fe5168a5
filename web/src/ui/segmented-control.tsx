/** A few choices side by side. The kit's own measures itself, and with it the whole page. */
import { type CSSProperties, useId } from 'react';
import classes from './segmented-control.module.css';

type Choice = { value: string; label: string };
type Props = {
  'aria-label'?: string;
  'aria-labelledby'?: string;
  data: readonly (Choice | string)[];
  value: string;
  onChange: (value: string) => void;
  fullWidth?: boolean;
  disabled?: boolean;
  size?: 'xs';
  w?: CSSProperties['width'];
};

export function SegmentedControl(props: Props) {
  const name = useId();
  return (
    <div
      role="radiogroup"
      aria-label={props['aria-label']}
      aria-labelledby={props['aria-labelledby']}
      className={classes.box}
      data-full={props.fullWidth || undefined}
      style={{ width: props.w }}
    >
      {props.data.map((one) => {
        const { value, label } = typeof one === 'string' ? { value: one, label: one } : one;
        return (
          <label key={value} className={classes.choice}>
            <input
              type="radio"
              name={name}
              value={value}
              checked={value === props.value}
              disabled={props.disabled}
              onChange={() => props.onChange(value)}
            />
            <span>{label}</span>
          </label>
        );
      })}
    </div>
  );
}
