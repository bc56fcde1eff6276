"""What people open: pages about the platform, served behind Envoy; they decide nothing and keep nothing."""
