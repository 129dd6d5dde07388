class RetryableException extends RuntimeException {}
