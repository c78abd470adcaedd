/** Build constant: true in development and test builds, false in the others, where code behind it is removed. */
declare const SIMULATORS: boolean;
