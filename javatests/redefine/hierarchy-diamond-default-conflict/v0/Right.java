interface Right {}
