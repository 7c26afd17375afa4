"""What every simulated facility shares: people, places, draws, events and theory."""
