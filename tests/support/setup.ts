// Runs before each test file. No test may leave this machine: a connection beyond loopback fails the test.
