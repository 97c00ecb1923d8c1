package statistics

// consumerRow is a consumer in the answer about one queue.
type consumerRow struct {
	Tag         text   `json:"consumer_tag"`
	AckRequired flag   `json:"ack_required"`
	Prefetch    number `json:"prefetch_count"`
	Channel     maybe[struct {
		Connection text `json:"connection_name"`
		Peer       text `json:"peer_host"`
		User       text `json:"user"`
	}] `json:"channel_details"`
}
