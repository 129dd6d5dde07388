class Both implements Left, Right {}
