/** The stage where none is named, of the command line as of the framework. */
export const defaultStage = 'dev';
