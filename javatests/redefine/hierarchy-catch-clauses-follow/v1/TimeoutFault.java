class TimeoutFault extends RetryableException {}
